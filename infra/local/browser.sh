#!/usr/bin/env bash
# A browser for the tests: an installed Chromium or Chrome, else the distribution's package. Chinese fonts as far as they are to be had.
set -euo pipefail
for name in "${CHROMIUM_PATH:-}" chromium chromium-browser google-chrome google-chrome-stable; do
  if [ -n "$name" ] && found=$(command -v "$name"); then break; fi
done
wanted=()
[ -n "${found:-}" ] || wanted+=(chromium)
{ ls /usr/share/fonts/*/noto/NotoSerifCJK* || fc-list :lang=zh | grep -q .; } >/dev/null 2>&1 || wanted+=(fonts-noto-cjk)
[ ${#wanted[@]} -gt 0 ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "安装 ${wanted[*]} · installing ${wanted[*]}" >&2
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${wanted[@]}"; } >/dev/null 2>&1 && exit 0
fi
[ -n "${found:-}" ] || { echo "缺少 Chromium，请安装或设置 CHROMIUM_PATH · Chromium is missing; install it or set CHROMIUM_PATH" >&2; exit 1; }
