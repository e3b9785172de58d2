#!/usr/bin/env bash
# Lets a vendor misbehave in every way that is known, and prints what the caller gets, how many calls were made, what was recorded, and how long it took.
set -euo pipefail
cd "$(dirname "$0")/../.."
. .ci/setup.sh
need_dotnet
need_postgres ARTISAN_TEST_DATABASE
table=$(mktemp)
trap 'rm -f "$table"' EXIT
ARTISAN_FAULT_TABLE=$table dotnet test tests/Web.Tests --configuration Release --nologo --filter "FullyQualifiedName~MisbehavingVendorTests" >&2
cat "$table"
