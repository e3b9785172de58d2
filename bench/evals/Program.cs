using Artisan.Evals;

return args switch
{
    ["injection", .. string[] rest] => InjectionEval.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("injection PATH [--errors N] [--source user|retrieved] [--half even|odd]");
    return 2;
}
