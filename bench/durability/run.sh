#!/usr/bin/env bash
# Kills Artisan a hundred times under load, lets its disk run full, and counts a million records in; after each, every answered request must be in the ledger once.
# Settings: ARTISAN_KILL_ROUNDS (100), ARTISAN_LEDGER_RECORDS (1000000). A disk that runs full needs the right to mount one.
set -euo pipefail
cd "$(dirname "$0")/../.."
. .ci/setup.sh
need_dotnet
need_postgres ARTISAN_TEST_DATABASE
export ARTISAN_KILL_ROUNDS=${ARTISAN_KILL_ROUNDS:-100} ARTISAN_LEDGER_RECORDS=${ARTISAN_LEDGER_RECORDS:-1000000}
dotnet test tests/Infrastructure.Tests --configuration Release --nologo --logger "console;verbosity=detailed" --filter "FullyQualifiedName~LedgerCountTests"
dotnet test tests/Web.Tests --configuration Release --nologo --logger "console;verbosity=detailed" --filter "FullyQualifiedName~KillTests|FullyQualifiedName~DiskFullTests|FullyQualifiedName~BudgetCapTests"
