#!/usr/bin/env bash
# Write src/api anew from the running code's OpenAPI document; with --check only say whether it is stale.
set -euo pipefail
cd "$(dirname "$0")/.."
exec 9>/tmp/quality-award-client.lock
flock 9
export PATH="$PWD/../.venv/bin:$PATH"
document=$(cd ../backend && python -m quality_award.cli openapi)
if [ "${1:-}" = "--check" ]; then
  before=$(mktemp -d) && trap 'rm -rf "$before"' EXIT
  cp -r src/api "$before/api" && cp openapi.json "$before/openapi.json"
fi
printf '%s\n' "$document" > openapi.json
npx --no-install orval --config orval.config.ts > /tmp/quality-award-orval.log 2>&1 || { cat /tmp/quality-award-orval.log; exit 1; }
if [ "${1:-}" = "--check" ]; then
  diff -r "$before/api" src/api >/dev/null && cmp -s "$before/openapi.json" openapi.json || {
    echo "客户端已过期，请执行 make client 并提交 · the generated client is stale: run make client and commit it"; exit 1; }
fi
