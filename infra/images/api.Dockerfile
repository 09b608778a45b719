# The API and the worker: one image, two commands. Build from the repository's root.
FROM python:3.13-slim-trixie AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY backend/requirements.lock /tmp/requirements.lock
RUN /opt/venv/bin/pip install --quiet --require-hashes -r /tmp/requirements.lock

FROM python:3.13-slim-trixie
# Certificates and reports are set in these fonts; a name with a missing glyph is never printed wrong but fails its job.
RUN apt-get update \
    && apt-get install -y --no-install-recommends fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin award \
    && install --directory --owner=award --mode=0700 /scratch
COPY --from=build /opt/venv /opt/venv
COPY backend/alembic.ini /srv/backend/alembic.ini
COPY backend/migrations /srv/backend/migrations
COPY backend/quality_award /srv/backend/quality_award
COPY backend/demo_data /srv/backend/demo_data
COPY infra/images/worker_health.py /srv/worker_health.py
RUN /opt/venv/bin/python -m compileall -q /srv/backend
ENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/srv/backend PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 TZ=UTC
WORKDIR /srv/backend
USER award
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=6 \
    CMD ["python", "-c", "import sys, urllib.request; sys.exit(urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4).status != 200)"]
CMD ["uvicorn", "quality_award.main:create_app", "--factory", "--host", "0.0.0.0", "--port", "8000", \
     "--no-access-log", "--no-server-header", "--timeout-graceful-shutdown", "20"]
