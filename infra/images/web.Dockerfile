# The pages, and the one door from outside: files, the API and the object store under one address. Build from the repository's root.
FROM node:24-trixie-slim AS build
WORKDIR /src
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY frontend/ ./
RUN npm run build

FROM nginx:stable-alpine
COPY infra/nginx/default.conf.template /etc/nginx/templates/default.conf.template
COPY infra/nginx/proxy.conf infra/nginx/headers.conf /etc/nginx/award/
COPY --from=build /src/dist /usr/share/nginx/html
# The base image writes the configuration from the template at start, with these values.
ENV API=api:8000 OBJECT_STORE=minio:9000 S3_BUCKET=quality-award MAX_UPLOAD=250m TRUSTED_PROXY=127.0.0.1
EXPOSE 80
HEALTHCHECK --interval=10s --timeout=4s --start-period=5s --retries=6 CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1/nginx-health"]
