#!/usr/bin/env bash
# Make the virtual environment with hash-locked packages. One sentence when something is missing.
set -euo pipefail
python=$1 venv=$2
say() { printf '%s\n' "$*" >&2; }
command -v "$python" >/dev/null || { say "缺少 Python（需要 3.11 或更高）· Python ≥ 3.11 is missing"; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  say "Python 版本过低，需要 3.11 或更高 · Python is older than 3.11"; exit 1; }
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "安装 python3-venv · installing python3-venv"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
  else
    say "缺少 venv 模块，请安装 python3-venv · the venv module is missing; install python3-venv"; exit 1
  fi
fi
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
say "安装后端依赖（带哈希锁定）· installing hash-locked packages"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r backend/requirements-dev.lock
