using Artisan.Testing.Vendors;

namespace Artisan.Web.Tests.Gateway.Resilience;

/// <summary>One way in which a vendor misbehaves, and what has to come of it.</summary>
/// <param name="Name">For the table; also the model's name, so that each case has a breaker of its own.</param>
/// <param name="Status">HTTP status that the caller gets.</param>
/// <param name="Code">The error's code; null when the call is answered.</param>
/// <param name="VendorCalls">How many calls reach the vendor; null where it cannot be reached.</param>
/// <param name="Recorded">How the attempts are recorded, in their order.</param>
public sealed record FaultCase(string Name, int Status, string? Code, int? VendorCalls, params string[] Recorded)
{
    /// <summary>The provider instance that is called.</summary>
    public string Provider { get; init; } = "openai";
    /// <summary>What the vendor does with each call in turn; the last one stays.</summary>
    public IReadOnlyList<VendorFault> Faults { get; init; } = [];
    /// <summary>Whether a stream is asked for.</summary>
    public bool Stream { get; init; }
    /// <summary>Whether the answer breaks off after its status has gone: the caller sees an error in the stream.</summary>
    public bool BreaksOff { get; init; }
    /// <summary>More of the request's JSON, with a comma at its end.</summary>
    public string More { get; init; } = "";
    /// <summary>What the vendor answers to schemas; null for what it always does.</summary>
    public string? Structured { get; init; }
    /// <summary>Seconds that the caller is told to wait; null for none.</summary>
    public int? RetryAfter { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
