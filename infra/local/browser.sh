#!/usr/bin/env bash
# A browser for the tests: an installed Chromium or Chrome, else the distribution's package. Chinese fonts, so that pages read well.
set -euo pipefail
for name in "${CHROMIUM_PATH:-}" chromium chromium-browser google-chrome; do
  [ -n "$name" ] && command -v "$name" >/dev/null && found=$name && break
done
if [ -z "${found:-}" ] || ! fc-list :lang=zh 2>/dev/null | grep -q .; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null
  elif [ -z "${found:-}" ]; then
    echo "缺少 Chromium，请安装 · Chromium is missing; install it" >&2; exit 1
  fi
fi
