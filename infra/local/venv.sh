#!/usr/bin/env bash
# Make the virtual environment with hash-locked packages. One sentence when something is missing.
set -euo pipefail
python=$1 venv=$2 lock=$3
say() { printf '%s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }

command -v "$python" >/dev/null || stop "缺少 Python（需要 3.11 或更高）· Python ≥ 3.11 is missing"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  stop "Python 版本过低，需要 3.11 或更高 · $("$python" --version) is too old; Python ≥ 3.11 is needed (make … PYTHON=/path/to/python3.11)"
free=$(df -Pk . | awk 'NR == 2 { print $4 }')
[ "${free:-0}" -ge 3145728 ] || stop "磁盘剩余空间不足 3 GiB · less than 3 GiB free on this disk"

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "安装 python3-venv · installing python3-venv"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv; } >/dev/null 2>&1 ||
      stop "无法安装 python3-venv，请手动安装 · python3-venv could not be installed; install it"
  else
    stop "缺少 venv 模块，请安装 python3-venv · the venv module is missing; install python3-venv"
  fi
fi

# A first run that was killed leaves half an environment: make it anew.
"$venv/bin/python" -m pip --version >/dev/null 2>&1 || { rm -rf "$venv"; "$python" -m venv "$venv"; }
say "安装后端依赖（带哈希锁定）· installing hash-locked packages"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock" ||
  stop "依赖安装失败，请检查网络 · the packages could not be installed; is there a network?"
