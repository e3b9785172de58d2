#!/usr/bin/env bash
# Measures, in one run: the mock vendor itself, Artisan before it, and the peer gateway before it. Prints tables in Markdown.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
cd "$root"

targets=direct,artisan,full,cached,fallback,nodes,portkey
latency=5
tokens=40
token=2
generator=()

usage() {
  cat <<'TEXT'
bench/gateway/run.sh [options]   some twenty minutes with the defaults

  --targets LIST           of the following (all; direct is always measured)
                           direct    the vendor itself
                           artisan   as it comes: the model is named
                           full      a model policy with fallbacks, six budgets in tokens and money, rate limits,
                                     exact and semantic cache (every request differs, so that it misses and keeps)
                           cached    the same deployment, one request again and again
                           fallback  the same deployment; the first model refuses the connection
                           nodes     the same deployment and a second node on its database, in turns
                           portkey   the peer, which does none of this
  --quick                  one short round, to see that everything works
  --rounds N               how often everything is measured, in turns (5)
  --seconds N              how long each measurement loads (3)
  --concurrency LIST       numbers of callers (1,16,64)
  --memory-requests N      requests of the look at Artisan's memory (100000; 0 leaves it out)
  --latency-ms N           the vendor's time before an answer (5)
  --token-ms N             the vendor's time between two of a stream's 40 tokens (2)
TEXT
}

while [ $# -gt 0 ]; do
  case "$1" in
    -h | --help) usage; exit 0 ;;
    --quick) generator+=(--rounds 1 --seconds 1 --warm-up-seconds 2 --memory-requests 5000); shift; continue ;;
    --targets) targets="direct,$2" ;;
    --latency-ms) latency=$2 ;;
    --token-ms) token=$2 ;;
    --rounds | --seconds | --concurrency | --memory-requests) generator+=("$1" "$2") ;;
    *) usage >&2; exit 2 ;;
  esac
  shift 2
done

wants() { [[ ",$targets," == *",$1,"* ]]; }

. .ci/setup.sh

started=()
work=$(mktemp -d)
# The database's account has to pass through, when this runs as root.
chmod 711 "$work"

stop_all() {
  local code=$? pid
  trap - EXIT INT TERM
  for pid in ${started[@]+"${started[@]}"}; do kill -TERM "$pid" 2>/dev/null || true; done
  for pid in ${started[@]+"${started[@]}"}; do
    # Artisan stops its database first; whoever has not ended after ten seconds is not asked again.
    for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
    kill -KILL "$pid" 2>/dev/null || true
  done
  if [ "$code" != 0 ]; then tail -n 15 "$work"/*.log >&2 2>/dev/null || true; fi
  rm -rf "$work" "$setup_log"
  exit "$code"
}
trap stop_all EXIT
trap 'exit 130' INT TERM

# A port on which nobody listens now.
free_port() {
  local port
  for _ in $(seq 50); do
    port=$((20000 + RANDOM % 12000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then echo "$port"; return; fi
  done
  fail "No free port was found."
}

# Waits until a command succeeds while a process lives, at most so many seconds: wait_for NAME PID SECONDS COMMAND...
wait_for() {
  local name=$1 pid=$2 seconds=$3
  shift 3
  for _ in $(seq "$((seconds * 5))"); do
    kill -0 "$pid" 2>/dev/null || fail "$name ended while starting."
    if "$@"; then return; fi
    sleep 0.2
  done
  fail "$name was not ready within $seconds s."
}

need_dotnet
say "Building" >&2
projects=(bench/gateway/MockVendor bench/gateway/LoadGenerator)
if wants artisan || wants full || wants cached || wants fallback || wants nodes; then need_postgres ARTISAN_DATABASE; projects+=(src/Web); fi
for project in "${projects[@]}"; do
  dotnet build "$project" --configuration Release --nologo --verbosity quiet >"$setup_log" 2>&1 || { cat "$setup_log" >&2; fail "The build of $project failed."; }
done
output=bin/Release/net10.0

say "Starting" >&2
dotnet "bench/gateway/MockVendor/$output/Artisan.Bench.MockVendor.dll" --latency-ms "$latency" --tokens "$tokens" --token-ms "$token" >"$work/vendor.port" 2>"$work/vendor.log" &
vendor=$!
started+=("$vendor")
for _ in $(seq 100); do if [ -s "$work/vendor.port" ]; then break; fi; sleep 0.1; done
vendor_url="http://127.0.0.1:$(cat "$work/vendor.port")/v1"
generator+=(--target direct --url "$vendor_url/chat/completions" --pid "$vendor" --model gpt-4o-mini --header "Authorization: Bearer sk-bench")

# Starts Artisan in a folder of its own: start_artisan NAME SETTING=VALUE... Sets artisan (the process), url and key.
start_artisan() {
  local name=$1 port
  shift
  port=$(free_port)
  env -u ARTISAN_DATABASE ARTISAN_PORT="$port" ARTISAN_DATA="$work/$name" ASPNETCORE_ENVIRONMENT=Production \
    ARTISAN__PROVIDERS__OPENAI__APIKEY=sk-bench ARTISAN__PROVIDERS__OPENAI__BASEURL="$vendor_url" "$@" \
    dotnet "src/Web/$output/Artisan.Web.dll" ${demo:+--demo} >"$work/$name.log" 2>&1 &
  artisan=$!
  started+=("$artisan")
  wait_for "Artisan ($name)" "$artisan" 120 grep -q '^Artisan is ready at' "$work/$name.log"
  url="http://127.0.0.1:$port"
}

# A deployment of its own with the demonstration's tenants; everything that a request passes stays on.
if wants artisan; then
  demo=1 start_artisan plain ARTISAN__LIMITS__DAILY_TOKENS_PER_TENANT=1000000000000 ARTISAN__LIMITS__DAILY_TOKENS_PER_MEMBER=1000000000000
  key=$(grep -o '"apiKey": *"[^"]*"' "$work/plain/demo.json" | head -n 1 | sed 's/.*"\([^"]*\)"$/\1/')
  generator+=(--target artisan --url "$url/v1/chat/completions" --pid "$artisan" --metrics "$url/metrics" --model openai/gpt-4o-mini --header "Authorization: Bearer $key")
fi

if wants full || wants cached || wants fallback || wants nodes; then
  # Breakers stay closed, so that every request of the fallback meets the refused connection. Nobody listens on port 9.
  controls=(ARTISAN__USE_CASES__GATEWAY__CACHE__ENABLED=true ARTISAN__USE_CASES__GATEWAY__CACHE__SEMANTIC=true ARTISAN__RESILIENCE__BREAKER_FAILURES=0
    ARTISAN__PROVIDERS__GONE__KIND=openai-compatible ARTISAN__PROVIDERS__GONE__BASE_URL=http://127.0.0.1:9/v1
    ARTISAN__LIMITS__DAILY_TOKENS_PER_TENANT=1000000000000 ARTISAN__LIMITS__DAILY_TOKENS_PER_MEMBER=1000000000000)
  demo=1 start_artisan full "${controls[@]}"
  full=$artisan full_url=$url
  key=$(grep -o '"apiKey": *"[^"]*"' "$work/full/demo.json" | head -n 1 | sed 's/.*"\([^"]*\)"$/\1/')
  # set_up PATH JSON
  set_up() {
    curl --silent --show-error --fail-with-body --max-time 20 --output "$work/set-up.log" -H "Authorization: Bearer $key" -H "Content-Type: application/json" -d "$2" "$full_url$1" \
      || { cat "$work/set-up.log" >&2; fail "$1 refused $2"; }
  }
  set_up /api/ai-advanced/model-policy/set '{"rules":[{"segment":"gone","model":"gone/any","fallback":["gpt-4o-mini"]},{"segment":"default","model":"gpt-4o-mini","fallback":["gpt-4.1-nano","gpt-4o"],"latency_budget_ms":30000}]}'
  for subject in tenant every_key; do
    for window in minute day month; do
      money=',"limit_usd":1000000'
      [ "$window" = minute ] && money=',"limit_requests":100000000'
      set_up /api/v1/admin/budgets "{\"name\":\"$subject, $window\",\"subject\":\"$subject\",\"window\":\"$window\",\"limit_tokens\":100000000000$money}"
    done
  done
  sleep 5
  common=(--metrics "$full_url/metrics" --model artisan/gateway --header "Authorization: Bearer $key")
  if wants full; then generator+=(--target full --url "$full_url/v1/chat/completions" --pid "$full" --unique true "${common[@]}"); fi
  if wants cached; then generator+=(--target cached --url "$full_url/v1/chat/completions" --pid "$full" "${common[@]}"); fi
  if wants fallback; then generator+=(--target fallback --url "$full_url/v1/chat/completions" --pid "$full" --unique true "${common[@]}" --header "X-Artisan-Segment: gone"); fi
  if wants nodes; then
    mkdir "$work/second"
    cp "$work/full/master.key" "$work/second/"
    demo="" start_artisan second "${controls[@]}" ARTISAN_DATABASE="Host=$work/full/socket;Username=artisan;Database=artisan"
    generator+=(--target nodes --url "$full_url/v1/chat/completions,$url/v1/chat/completions" --pid "$full,$artisan" --unique true --model artisan/gateway --header "Authorization: Bearer $key")
  fi
fi

if wants portkey; then
  command -v npm >/dev/null || fail "The peer needs Node.js 20 or later with npm; without it: --targets artisan"
  if [ ! -d bench/gateway/peer/node_modules ]; then npm ci --prefix bench/gateway/peer --no-audit --no-fund >"$work/npm.log" 2>&1 || fail "The peer could not be fetched."; fi
  port=$(free_port)
  NODE_ENV=production node bench/gateway/peer/node_modules/@portkey-ai/gateway/build/start-server.js --headless --port="$port" >"$work/portkey.log" 2>&1 &
  portkey=$!
  started+=("$portkey")
  wait_for "The peer" "$portkey" 30 curl --silent --fail --output /dev/null --max-time 2 "http://127.0.0.1:$port/"
  generator+=(--target portkey --url "http://127.0.0.1:$port/v1/chat/completions" --pid "$portkey" --model gpt-4o-mini
    --header "Authorization: Bearer sk-bench" --header "x-portkey-provider: openai" --header "x-portkey-custom-host: $vendor_url")
fi

# What a start leaves to do (migrations, first writes) shall be done before memory at rest is read.
sleep 5
processor=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
say "Artisan $(git rev-parse --short HEAD 2>/dev/null || echo 'without git'), $(date -u +%Y-%m-%d), $(nproc) processors (${processor:-unknown}), $(uname -sr), .NET SDK $dotnet_version, Node.js $(node --version 2>/dev/null || echo none)"
say "Vendor: $latency ms before an answer, then $tokens tokens, when streamed every $token ms"
dotnet "bench/gateway/LoadGenerator/$output/Artisan.Bench.LoadGenerator.dll" "${generator[@]}" &
measuring=$!
started+=("$measuring")
# Waited for rather than run in front, so that a signal to this script stops everything at once.
wait "$measuring"
