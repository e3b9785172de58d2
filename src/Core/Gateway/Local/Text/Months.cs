using System.Collections.Frozen;

namespace Artisan.Core.Gateway.Local.Text;

/// <summary>Names of months and weekdays in the four languages.</summary>
internal static class Months
{
    private static readonly FrozenDictionary<string, int> Names = Build(
        "january jan januar jänner janvier janv enero ene", "february feb februar février févr fevrier febrero", "march mar märz maerz mars marzo", "april apr avril avr abril abr",
        "may mai mayo", "june jun juni juin junio", "july jul juli juillet juil julio", "august aug août aout agosto ago", "september sep sept septembre septiembre setiembre",
        "october oct oktober okt octobre octubre", "november nov novembre noviembre", "december dec dezember dez décembre decembre diciembre dic");

    private static readonly FrozenDictionary<string, int> Days = Build(
        "monday mon montag mo lundi lun lunes", "tuesday tue tues dienstag di mardi martes", "wednesday wed mittwoch mi mercredi mer miércoles miercoles",
        "thursday thu thur thurs donnerstag do jeudi jeu jueves", "friday fri freitag fr vendredi ven viernes", "saturday sat samstag sonnabend samedi sam sábado sabado", "sunday sun sonntag dimanche dim domingo");

    /// <summary>1 to 12; 0 for what is no month.</summary>
    public static int Of(ReadOnlySpan<char> name) => Names.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out int month) ? month : 0;

    /// <summary>1 (Monday) to 7; 0 for what is no weekday.</summary>
    public static int Weekday(ReadOnlySpan<char> name) => name.Length > 2 && Days.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out int day) ? day : 0;

    private static FrozenDictionary<string, int> Build(params string[] lists) => lists
        .SelectMany((list, i) => list.Split(' ').Select(name => (name, i + 1)))
        .DistinctBy(p => p.name)
        .ToFrozenDictionary(p => p.name, p => p.Item2, StringComparer.OrdinalIgnoreCase);
}
