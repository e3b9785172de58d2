#!/usr/bin/env bash
# Measures the guardrails on labelled data: bench/evals/run.sh pii PATH [--types] [--errors N]
set -euo pipefail
cd "$(dirname "$0")"
dotnet build Artisan.Evals.csproj -c Release -v quiet --nologo >&2
exec dotnet bin/Release/net10.0/evals.dll "$@"
