#!/usr/bin/env bash
# Puts what the checks need beside the source, from the locks: provision.sh python|node|browser.
# Quiet when it works; when it cannot, it says which line to run. Nothing is skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT

quietly() { # what it is for, then the command; its output is shown only when it fails
  local what=$1
  shift
  echo "$what" >&2
  "$@" >"$log" 2>&1 || { cat "$log" >&2; echo "failed: $*" >&2; exit 1; }
}

refuse() { echo "$1" >&2; exit 1; }

up_to_date() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; } # stamp, what it must say

find_python() { # the first of the versions the project runs on
  local candidate
  for candidate in "${PYTHON:-}" python3.13 python3.12 python3.11 python3; do
    [ -n "$candidate" ] && command -v "$candidate" >/dev/null || continue
    "$candidate" -c 'import ensurepip, sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null || continue
    echo "$candidate"
    return
  done
  refuse "Python 3.11, 3.12 or 3.13 with its venv module is needed; name it with PYTHON=/path/to/python make"
}

python_packages() {
  local stamp=.venv/.stamp wanted python
  wanted=$(sha256sum <requirements-dev.lock)
  up_to_date "$stamp" "$wanted" && return
  python=$(find_python)
  quietly "Making .venv from requirements-dev.lock" "$python" -m venv --clear .venv
  quietly "  packages, each checked against its hash" .venv/bin/pip install --quiet --require-hashes --no-deps -r requirements-dev.lock
  quietly "  the suyi command" .venv/bin/pip install --quiet --no-deps --no-build-isolation --editable .
  echo "$wanted" >"$stamp"
}

node_packages() {
  local stamp=node_modules/.stamp wanted
  wanted=$(cat package.json package-lock.json | sha256sum)
  up_to_date "$stamp" "$wanted" && return
  command -v npm >/dev/null || refuse "Node.js 20 or later with npm is needed: apt-get install --yes nodejs npm"
  quietly "Making node_modules from package-lock.json" npm ci --ignore-scripts
  echo "$wanted" >"$stamp"
}

browser() { # Debian's own Chromium, and a font with every Chinese character the pages use
  local missing=()
  command -v chromium >/dev/null || missing+=(chromium)
  [ -n "$(fc-list 'Noto Sans CJK SC' 2>/dev/null)" ] || missing+=(fonts-noto-cjk fontconfig)
  [ ${#missing[@]} -eq 0 ] && return
  local line="apt-get update && apt-get install --yes --no-install-recommends ${missing[*]}"
  command -v apt-get >/dev/null || refuse "The browser tests need Chromium as 'chromium' and the Noto Sans CJK fonts; on Debian: $line"
  [ "$(id -u)" = 0 ] || refuse "The browser tests need ${missing[*]}. Run once: sudo sh -c '$line'"
  export DEBIAN_FRONTEND=noninteractive
  quietly "Installing ${missing[*]}" sh -c "$line"
}

case "${1:-}" in
  python) python_packages ;;
  node) node_packages ;;
  browser) browser ;;
  *) refuse "usage: provision.sh python|node|browser" ;;
esac
