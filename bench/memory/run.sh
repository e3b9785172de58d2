#!/usr/bin/env bash
# Recalls among 100,000 memories of one tenant, over HTTP with the real database, and prints how long it took; then purges 1,000,000 of a tenant
# and prints how long that took, how much memory it needed, and how fast the list of memories answered meanwhile.
# Settings: ARTISAN_MEMORIES (100000), ARTISAN_RECALLS (1000), ARTISAN_PURGE_MEMORIES (1000000).
set -euo pipefail
cd "$(dirname "$0")/../.."
. .ci/setup.sh
need_dotnet
need_postgres ARTISAN_TEST_DATABASE
export ARTISAN_MEMORIES=${ARTISAN_MEMORIES:-100000} ARTISAN_RECALLS=${ARTISAN_RECALLS:-1000} ARTISAN_PURGE_MEMORIES=${ARTISAN_PURGE_MEMORIES:-1000000}
dotnet test tests/Web.Tests --configuration Release --nologo --logger "console;verbosity=detailed" --filter "FullyQualifiedName~RecallScaleTests|FullyQualifiedName~PurgeScaleTests"
