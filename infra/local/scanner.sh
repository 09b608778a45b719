#!/usr/bin/env bash
# A virus scanner for the tests: an installed clamd, else the distribution's package. They bring their own signature; no download of others.
set -euo pipefail
PATH=$PATH:/usr/sbin:/usr/local/sbin
! command -v clamd >/dev/null || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "安装 clamav-daemon · installing clamav-daemon" >&2
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends clamav-daemon; } >/dev/null 2>&1 && exit 0
fi
echo "缺少 clamd，请安装 clamav-daemon · clamd is missing; install clamav-daemon" >&2
exit 1
