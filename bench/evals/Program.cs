using Artisan.Evals;

return args switch
{
    ["pii", string path, .. string[] options] => PiiEval.Run(path, options),
    ["injection", .. string[] rest] => await InjectionEval.RunAsync(rest),
    ["train-injection", .. string[] rest] => InjectionTraining.Run(rest),
    ["second-reading-data", .. string[] rest] => SecondReadingData.Run(rest),
    ["speed", string path] => SpeedEval.Run(path),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("evals pii PATH [--types] [--errors N] [--parity even|odd]");
    Console.Error.WriteLine("evals injection PATH [--errors N] [--source user|retrieved|program] [--half even|odd] [--no-second-reading]");
    Console.Error.WriteLine("evals train-injection PATH [--measure FILE] [--errors N] [--final] [--second]");
    Console.Error.WriteLine("evals second-reading-data FOLDER [FILE …]");
    Console.Error.WriteLine("evals speed PATH");
    return 2;
}
