using Artisan.Evals;

return args switch
{
    ["pii", string path, .. string[] options] => PiiEval.Run(path, options),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("evals pii PATH [--types] [--errors N] [--parity even|odd]");
    return 2;
}
