#!/usr/bin/env bash
# Write .env for docker compose with new secrets. Usage: bash infra/new-env.sh https://award.example.gov.cn
set -euo pipefail
cd "$(dirname "$0")/.."
url=${1:?用法 · usage: bash infra/new-env.sh https://award.example.gov.cn}
case $url in http://*|https://*) ;; *) echo "地址应以 http:// 或 https:// 开头 · the address must begin with http:// or https://" >&2; exit 1 ;; esac
[ ! -e .env ] || { echo ".env 已存在，不覆盖 · .env exists already and is left alone" >&2; exit 1; }
secret() { head -c "$1" /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }
umask 077
sed -e "s|^PUBLIC_URL=.*|PUBLIC_URL=${url%/}|" \
    -e "s|^POSTGRES_PASSWORD=.*|POSTGRES_PASSWORD=$(secret 24)|" \
    -e "s|^APPLICATION_PASSWORD=.*|APPLICATION_PASSWORD=$(secret 24)|" \
    -e "s|^MINIO_ROOT_PASSWORD=.*|MINIO_ROOT_PASSWORD=$(secret 24)|" \
    -e "s|^S3_ACCESS_KEY=.*|S3_ACCESS_KEY=$(secret 10)|" \
    -e "s|^S3_SECRET_KEY=.*|S3_SECRET_KEY=$(secret 20)|" \
    -e "s|^MASTER_KEY=.*|MASTER_KEY=$(head -c 32 /dev/urandom | base64 | tr -d '\n')|" .env.example > .env
echo "已写入 .env。请另行妥善保管 MASTER_KEY：丢失后，异议人身份等密封信息无法再打开。"
echo ".env written. Keep MASTER_KEY in a second safe place: without it the sealed identities can never be opened again."
