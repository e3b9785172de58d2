# shellcheck shell=bash
# What ./run and ./test need before they can begin. Sourced by both; says what it does and, where it cannot do it, what you can.

say() { printf '%s\n' "$*"; }

fail() {
  printf '\n%s\n' "$*" >&2
  exit 1
}

# Whether this script can act as root without a password being asked for in the middle of nowhere.
can_be_root() { [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; }; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -- "$@"; fi; }

apt_install() {
  local options=(install --yes --no-install-recommends -o "Dpkg::Options::=--force-confold")
  # The package lists of a fresh machine are empty or old; they are fetched only when that shows.
  as_root env DEBIAN_FRONTEND=noninteractive apt-get "${options[@]}" "$@" >"$setup_log" 2>&1 || {
    as_root apt-get update >"$setup_log" 2>&1 || true
    as_root env DEBIAN_FRONTEND=noninteractive apt-get "${options[@]}" "$@" >"$setup_log" 2>&1
  }
}

# Sets dotnet_version.
need_dotnet() {
  local folder
  for folder in "${DOTNET_ROOT:-}" "$HOME/.dotnet"; do
    if ! command -v dotnet >/dev/null && [ -n "$folder" ] && [ -x "$folder/dotnet" ]; then
      export DOTNET_ROOT="$folder" PATH="$folder:$PATH"
    fi
  done
  local versions=""
  if command -v dotnet >/dev/null; then versions=$(dotnet --list-sdks 2>/dev/null | cut -d' ' -f1); fi
  dotnet_version=$(printf '%s\n' "$versions" | grep '^10\.' | tail -n 1) || fail "Artisan needs the .NET 10 SDK${versions:+ (found only: $(echo "$versions" | tr '\n' ' '))}.
Get it at https://dotnet.microsoft.com/download/dotnet/10.0, or, without being root:
  curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0
Then run this again."
}

# Prints the newest installed major version of the PostgreSQL server, from 14 on; fails when there is none.
postgres_version() {
  local program version newest=0
  for program in /usr/lib/postgresql/*/bin/postgres /usr/pgsql-*/bin/postgres "$(command -v postgres || true)" \
    "$(pg_config --bindir 2>/dev/null || true)/postgres"; do
    if [ -x "$program" ] && [ -x "${program%/*}/initdb" ]; then
      version=$("$program" --version | sed -n 's/.*(PostgreSQL) \([0-9]*\).*/\1/p')
      if [ "${version:-0}" -ge 14 ] && [ "$version" -gt "$newest" ]; then newest=$version; fi
    fi
  done
  [ "$newest" -gt 0 ] && echo "$newest"
}

need_postgres() {
  if postgres_version >/dev/null; then return; fi
  local manually="Artisan needs the programs of a PostgreSQL server, version 14 or later; it starts one of its own and leaves others alone.
Install it (Debian and Ubuntu: apt-get install postgresql; Fedora: dnf install postgresql-server; macOS: brew install postgresql@17),
or set $1 to the connection string of a server that runs elsewhere. Then run this again."
  if ! command -v apt-get >/dev/null || ! can_be_root; then fail "$manually"; fi
  say "      installing PostgreSQL (apt-get install postgresql)"
  # Debian's package would create a cluster of its own and start it. Artisan needs the programs only.
  local configuration=/etc/postgresql-common/createcluster.conf mark="# while Artisan is set up"
  apt_install postgresql-common || { tail -n 20 "$setup_log" >&2; fail "$manually"; }
  as_root sh -c "printf '%s\n' \"create_main_cluster = false $mark\" >>$configuration"
  local installed=0
  apt_install postgresql || installed=$?
  as_root sed -i "/$mark\$/d" "$configuration"
  if [ "$installed" != 0 ] || ! postgres_version >/dev/null; then tail -n 20 "$setup_log" >&2; fail "$manually"; fi
}

setup_log=$(mktemp)
trap 'rm -f "$setup_log"' EXIT
