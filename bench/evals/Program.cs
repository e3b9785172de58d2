using Artisan.Evals;

return args switch
{
    ["pii", string path, .. string[] options] => PiiEval.Run(path, options),
    ["injection", .. string[] rest] => InjectionEval.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("evals pii PATH [--types] [--errors N] [--parity even|odd]");
    Console.Error.WriteLine("evals injection PATH [--errors N] [--source user|retrieved] [--half even|odd]");
    return 2;
}
