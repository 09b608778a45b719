"""Fresh services for one run: PostgreSQL, object store and the API as it is served, on data that go away afterwards."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError

import asyncpg
import psutil
from local import embedded

from quality_award.seeding import PASSWORD

from . import BACKEND, volume

OFFICE, RECOMMENDER, APPLICANT = "office.clerk1", "bureau.shuangta", "bench.applicant"


@dataclass
class Server:
    """A served application: one uvicorn worker, as `make run` starts it."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def cpu_seconds(self) -> float:
        """CPU time that the process has used so far."""
        times = psutil.Process(self.process.pid).cpu_times()
        return times.user + times.system

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)


@dataclass
class Services:
    """Addresses and the running API."""

    root: Path
    database_url: str
    environment: dict[str, str]
    api: Server
    logins: dict[str, str] = field(default_factory=dict)

    def token(self, who: str) -> str:
        """The access token of a real login, kept for the run's next measurements (it lives ten minutes)."""
        if who not in self.logins:
            body = {"login": who, "password": PASSWORD}
            self.logins[who] = call(f"{self.api.address}/api/v1/auth/login", "POST", body)["access_token"]
        return self.logins[who]

    def request(self, who: str, method: str, path: str, body: object = None, **headers: str) -> dict[str, object]:
        """One request to the API as a person."""
        return call(f"{self.api.address}/api/v1{path}", method, body, Authorization=f"Bearer {self.token(who)}", **headers)

    async def connect(self) -> asyncpg.Connection:
        """A connection as the database's owner."""
        return await asyncpg.connect(self.database_url)

    @contextlib.contextmanager
    def served(self, application: str, *, factory: bool = False) -> Iterator[Server]:
        """Another application beside the API, while the context lasts."""
        server = _serve(self.root, application, self.environment, factory=factory)
        try:
            yield server
        finally:
            server.stop()


def call(url: str, method: str, body: object = None, **headers: str) -> dict[str, object]:
    """One JSON request; a refusal raises with what was answered."""
    data = None if body is None else json.dumps(body).encode()
    sent = {"Content-Type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, sent, method=method), timeout=120) as answer:
            text = answer.read()
            found: dict[str, object] = json.loads(text) if text else {}
            return found
    except HTTPError as refusal:
        raise RuntimeError(f"{method} {url}: {refusal.code} {refusal.read()[:500].decode(errors='replace')}") from None


@contextlib.contextmanager
def running(rows: int) -> Iterator[Services]:
    """Services with `rows` applications in the database, stopped and deleted at the end."""
    with embedded.temporary_root("bench") as root, ThreadPoolExecutor() as pool:
        starting = pool.submit(embedded.start_store, root)
        postgres = embedded.start_postgres(root, fast=True)
        store = starting.result()
        database_url = embedded.ensure_database(postgres)
        key = root / "master.key"
        key.write_text("YmVuY2hiZW5jaGJlbmNoYmVuY2hiZW5jaGJlbmNoYmU=")
        environment = os.environ | {
            "PYTHONPATH": str(BACKEND),
            "DATABASE_URL": database_url,
            "S3_ENDPOINT": store.endpoint,
            "S3_ACCESS_KEY": store.access_key,
            "S3_SECRET_KEY": store.secret_key,
            "MASTER_KEY_FILE": str(key),
            "REHEARSAL": "0",
            "REQUIRE_STAFF_TOTP": "0",
        }
        for name in ("S3_PUBLIC_ENDPOINT", "S3_BUCKET", "S3_REGION", "MASTER_KEY", "STATIC_DIR", "PUBLIC_URL"):
            environment.pop(name, None)
        for command in ("migrate", "reference"):
            arguments = [sys.executable, "-m", "quality_award.cli", command]
            done = subprocess.run(arguments, cwd=BACKEND, env=environment, capture_output=True, text=True, check=False)
            if done.returncode:
                raise RuntimeError(f"{command}: {done.stderr[-2000:]}")
        volume.fill(database_url, rows, login=APPLICANT)
        api = _serve(root, "quality_award.main:create_app", environment, factory=True)
        try:
            yield Services(root, database_url, environment, api)
        finally:
            api.stop()


def _serve(root: Path, application: str, environment: dict[str, str], *, factory: bool) -> Server:
    port = embedded.free_port()
    log = root / f"{application.split('.')[0]}-{port}.log"
    command = [
        sys.executable, "-m", "uvicorn", application, "--host", "127.0.0.1", "--port", str(port), "--no-access-log",
        "--no-server-header", *(["--factory"] if factory else []),
    ]  # fmt: skip
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=BACKEND, env=environment | {"PUBLIC_URL": f"http://127.0.0.1:{port}"}, stdin=subprocess.DEVNULL,
            stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    server = Server(port, process, log)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return server
        time.sleep(0.1)
    server.stop()
    raise RuntimeError(f"{application} does not start: {log.read_text(errors='replace')[-2000:]}")
