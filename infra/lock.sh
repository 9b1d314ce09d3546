#!/usr/bin/env bash
# Writes the locks from pyproject.toml and package.json: every version, every hash, no host.
# Needs uv (any recent one): UV=/path/to/uv infra/lock.sh
set -euo pipefail
cd "$(dirname "$0")/.."

resolve() { # where to, then which groups
  local target=$1
  shift
  "${UV:-uv}" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
    --output-file "$target" "$@"
}

resolve requirements.lock pyproject.toml
resolve requirements-evidence.lock --constraint requirements.lock --group evidence
resolve requirements-dev.lock --group deploy --group local --group evidence --group dev pyproject.toml
npm install --package-lock-only --ignore-scripts
