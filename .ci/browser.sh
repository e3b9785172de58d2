# shellcheck shell=bash
# A real Chromium for the end-to-end tests. Sourced by ./test after the build.

# Prints the path of a browser that starts. Ubuntu's "chromium-browser" may be a stub that only asks for a snap.
installed_browser() {
  local name
  for name in ${ARTISAN_CHROMIUM:+"$ARTISAN_CHROMIUM"} chromium google-chrome-stable google-chrome chromium-browser; do
    if command -v "$name" >/dev/null && "$name" --version >/dev/null 2>&1; then
      command -v "$name"
      return
    fi
  done
  return 1
}

# Sets ARTISAN_CHROMIUM, or leaves it empty when Playwright has a browser of its own.
need_browser() {
  if ! ARTISAN_CHROMIUM=$(installed_browser) && grep -qs '^ID=debian' /etc/os-release && can_be_root; then
    say "      installing Chromium (apt-get install chromium)"
    apt_install chromium fonts-liberation || tail -n 5 "$setup_log" >&2
    ARTISAN_CHROMIUM=$(installed_browser) || true
  fi
  export ARTISAN_CHROMIUM
  if [ -n "$ARTISAN_CHROMIUM" ]; then
    say "      browser: $ARTISAN_CHROMIUM"
    return
  fi

  say "      fetching Playwright's Chromium"
  local driver=e2e/bin/Release/net10.0/.playwright node options=()
  node=$(find "$driver/node" -name node -type f -print -quit)
  if can_be_root; then options=(--with-deps); fi
  "$node" "$driver/package/cli.js" install "${options[@]}" chromium >"$setup_log" 2>&1 || {
    tail -n 20 "$setup_log" >&2
    fail "The end-to-end tests need Chromium. Install it, or set ARTISAN_CHROMIUM to its path; or leave them out: ./test core infrastructure web"
  }
}
