using System.Buffers.Binary;
using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Artisan.Core.Guardrails.Documents;

namespace Artisan.Infrastructure.Guardrails.Documents;

/// <summary>How the process that reads documents is started.</summary>
/// <param name="FileName">The program.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record DocumentCommand(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>The program itself once more, as a reader of documents.</summary>
    /// <param name="program">The program's assembly.</param>
    public static DocumentCommand Of(Assembly program)
    {
        string running = Environment.ProcessPath ?? "dotnet";
        // Started by a host of its own name, or by dotnet; tests run in a host of theirs.
        return Path.GetFileNameWithoutExtension(running) == program.GetName().Name
            ? new DocumentCommand(running, [DocumentWorker.Option])
            : new DocumentCommand(Path.GetFileNameWithoutExtension(running) == "dotnet" ? running : "dotnet", [program.Location, DocumentWorker.Option]);
    }
}

/// <summary>A running process that reads documents, one at a time. It knows none of this process's secrets, and has a bounded heap.</summary>
internal sealed class DocumentProcess : IDisposable
{
    // .NET reads it as hexadecimal: 512 MB.
    private const string HeapLimit = "20000000";
    private const int LongestAnswer = 64 * 1024 * 1024;
    private static readonly string[] s_environment = ["PATH", "HOME", "TMPDIR", "LANG", "DOTNET_ROOT", "SystemRoot", "TEMP"];

    private readonly Process _process;

    private DocumentProcess(Process process) => _process = process;

    /// <summary>Starts one.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">When it cannot be started.</exception>
    internal static DocumentProcess Start(DocumentCommand command)
    {
        var start = new ProcessStartInfo(command.FileName, command.Arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (string name in start.Environment.Keys.Except(s_environment).ToArray())
            start.Environment.Remove(name);
        start.Environment["DOTNET_GCHeapHardLimit"] = HeapLimit;
        start.Environment["DOTNET_gcServer"] = "0";
        Process process = Process.Start(start)!;
        // What a parser complains of is nobody's business, but must not fill the pipe.
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return new DocumentProcess(process);
    }

    /// <summary>Reads a document.</summary>
    /// <exception cref="IOException">When the process died, or answers nonsense; it is of no use any more.</exception>
    internal async Task<DocumentReading> ReadAsync(ReadOnlyMemory<byte> file, CancellationToken cancellationToken)
    {
        byte[] length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, file.Length);
        Stream input = _process.StandardInput.BaseStream, output = _process.StandardOutput.BaseStream;
        await input.WriteAsync(length, cancellationToken);
        await input.WriteAsync(file, cancellationToken);
        await input.FlushAsync(cancellationToken);
        await output.ReadExactlyAsync(length, cancellationToken);
        int answered = BinaryPrimitives.ReadInt32LittleEndian(length);
        if (answered is <= 0 or > LongestAnswer)
            throw new IOException("The process that reads documents answered nonsense.");
        byte[] answer = new byte[answered];
        await output.ReadExactlyAsync(answer, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize<DocumentReading>(answer) ?? throw new IOException("The process that reads documents answered nothing.");
        }
        catch (JsonException e)
        {
            throw new IOException("The process that reads documents answered nonsense.", e);
        }
    }

    public void Dispose()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended.
        }
        _process.Dispose();
    }
}
