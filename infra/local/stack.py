"""`make run`: the whole system on one machine. Starts what is missing, supervises it, stops what it started.

    python infra/local/stack.py run                 the demonstration edition on PORT (default 8000)
    python infra/local/stack.py rehearse [args…]    a fresh rehearsal stack, one whole edition through the API, then away
    python infra/local/stack.py seed                migrate and load the demonstration edition, then stop
"""

import argparse
import base64
import contextlib
import hashlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from local import embedded  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
BACKEND, FRONTEND = ROOT / "backend", ROOT / "frontend"
BIN = Path(sys.executable).parent
LEAST_FREE_BYTES = 1 << 30


def say(text: str) -> None:
    """One line for the person at the keyboard."""
    print(text, flush=True)


def fail(zh: str, en: str) -> embedded.StartFailed:
    """One clear sentence in both languages."""
    return embedded.StartFailed(f"{zh} · {en}")


def check_disk(folder: Path) -> None:
    """Refuse to start where the next write might not fit."""
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        raise fail(f"磁盘剩余空间不足 1 GiB（{folder}）", f"less than 1 GiB free on the disk of {folder}")


def check_port(host: str, port: int) -> None:
    """Refuse a port that someone else listens on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise fail(f"端口 {port} 已被占用，请用 PORT=其他端口 make run", f"port {port} is busy; use PORT=… make run") from error


def master_key(folder: Path) -> Path:
    """The key that seals secrets at rest: made once, readable by its owner only."""
    file = folder / "master.key"
    if not file.exists():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as target:
            target.write(base64.b64encode(secrets.token_bytes(32)).decode())
    return file


def _digest(files: Iterator[Path]) -> str:
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(str(file.relative_to(ROOT)).encode())
        total.update(file.read_bytes())
    return total.hexdigest()


def build_pages() -> Path:
    """Install the front end's packages and build it, each only when its inputs changed. Returns the built folder."""
    node = BIN / "node"
    if not node.exists():
        raise fail("虚拟环境中缺少 Node，请执行 make clean 后重试", "Node is missing from the virtual environment; run make clean, then try again")
    environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    stamps = ROOT / ".data" / "stamps"
    stamps.mkdir(parents=True, exist_ok=True)

    def once(name: str, digest: str, product: Path, command: list[str], what: str) -> None:
        stamp = stamps / name
        if product.exists() and stamp.exists() and stamp.read_text() == digest:
            return
        say(what)
        log = stamps / f"{name}.log"
        with log.open("wb") as output:
            done = subprocess.run(command, cwd=FRONTEND, env=environment, stdout=output, stderr=subprocess.STDOUT, check=False)
        if done.returncode:
            raise fail(f"{what}失败，见 {log}", f"failed, see {log}")
        stamp.write_text(digest)

    lock = _digest(iter([FRONTEND / "package.json", FRONTEND / "package-lock.json"]))
    once("packages", lock, FRONTEND / "node_modules", ["npm", "ci", "--no-audit", "--no-fund"], "安装前端依赖 · installing front-end packages")
    inputs = [
        path for pattern in ("src/**/*", "public/**/*", "*.json", "*.ts", "index.html") for path in FRONTEND.glob(pattern)
        if path.is_file()
    ]  # fmt: skip
    once("pages", _digest(iter(inputs)), FRONTEND / "dist" / "index.html", ["npm", "run", "build"], "构建网页 · building the pages")
    return FRONTEND / "dist"


class Child:
    """A supervised process: started again when it dies, unless it dies at once again and again."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.name, self.command, self.environment, self.log = name, command, environment, log
        self.starts: list[float] = []
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        self.starts = [*self.starts[-4:], time.monotonic()]
        with self.log.open("ab") as output:
            return subprocess.Popen(
                self.command, cwd=BACKEND, env=self.environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )

    def watch(self) -> None:
        """Start it again if it has died."""
        if self.process.poll() is None:
            return
        if len(self.starts) == 5 and time.monotonic() - self.starts[0] < 20:
            raise fail(f"{self.name} 反复退出，见 {self.log}", f"{self.name} keeps stopping, see {self.log}")
        say(f"{self.name} 已退出，正在重启 · {self.name} stopped, starting it again")
        self.process = self._start()

    def stop(self) -> None:
        """Stop it in order, then by force."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)


class Stack:
    """PostgreSQL, object store, API with the pages, worker. Uses outside services where the environment names them."""

    def __init__(self, data: Path, *, port: int, host: str, rehearsal: bool, pages: Path | None, workers: bool = True) -> None:
        self.data, self.port, self.host = data, port, host
        self.environment = dict(os.environ) | {
            "PYTHONPATH": str(BACKEND),
            "PORT": str(port),
            "HOST": host,
            "MASTER_KEY_FILE": os.environ.get("MASTER_KEY_FILE") or str(master_key(data)),
            "REHEARSAL": "1" if rehearsal else "0",
            # One machine, well-known demo logins: the second factor would protect nothing. Set it to 1 to see it.
            "REQUIRE_STAFF_TOTP": os.environ.get("REQUIRE_STAFF_TOTP", "0"),
            "PUBLIC_URL": os.environ.get("PUBLIC_URL") or f"http://127.0.0.1:{port}",
        }
        if pages is not None:
            self.environment["STATIC_DIR"] = str(pages)
        self.workers = workers
        self.postgres: embedded.Postgres | None = None
        self.store: embedded.Store | None = None
        self.children: list[Child] = []

    def services(self) -> None:
        """Start the embedded database and store unless DATABASE_URL and S3_ENDPOINT name others."""
        starters = []
        if "DATABASE_URL" not in os.environ:
            starters.append(threading.Thread(target=self._guard, args=(self._start_postgres,)))
        if "S3_ENDPOINT" not in os.environ:
            starters.append(threading.Thread(target=self._guard, args=(self._start_store,)))
        self.errors: list[BaseException] = []
        for starter in starters:
            starter.start()
        for starter in starters:
            starter.join()
        if self.errors:
            raise self.errors[0]

    def _guard(self, start: Callable[[], None]) -> None:
        try:
            start()
        except BaseException as error:
            self.errors.append(error)

    def _start_postgres(self) -> None:
        self.postgres = embedded.start_postgres(self.data)
        self.environment["DATABASE_URL"] = self.postgres.url

    def _start_store(self) -> None:
        self.store = embedded.start_store(self.data)
        self.environment |= {
            "S3_ENDPOINT": self.store.endpoint,
            "S3_ACCESS_KEY": self.store.access_key,
            "S3_SECRET_KEY": self.store.secret_key,
            "S3_REGION": "us-east-1",
        }

    def run(self, *arguments: str) -> None:
        """One command of the backend, to its end."""
        done = subprocess.run([sys.executable, "-m", *arguments], cwd=BACKEND, env=self.environment, check=False)
        if done.returncode:
            raise fail(f"命令失败：{' '.join(arguments)}", "the command failed, its output is above")

    def serve(self) -> None:
        """Start API and worker; wait until ready."""
        logs = self.data / "logs"
        logs.mkdir(exist_ok=True)
        uvicorn = [
            sys.executable, "-m", "uvicorn", "quality_award.main:create_app", "--factory", "--host", self.host,
            "--port", str(self.port), "--no-access-log", "--no-server-header", "--timeout-graceful-shutdown", "5",
        ]  # fmt: skip
        self.children.append(Child("api", uvicorn, self.environment, logs / "api.log"))
        if self.workers:
            worker = [sys.executable, "-m", "quality_award.worker"]
            self.children.append(Child("worker", worker, self.environment, logs / "worker.log"))
        deadline = time.monotonic() + 60
        while not self.ready():
            for child in self.children:
                child.watch()
            if time.monotonic() > deadline:
                raise fail(f"60 秒内未就绪，见 {logs}", f"not ready after 60 s, see {logs}")
            time.sleep(0.2)

    def ready(self) -> bool:
        """Whether /readyz says yes."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return bool(json.load(answer)["ready"])
        except (OSError, ValueError):
            return False

    def watch(self) -> None:
        """Bring back whatever has died."""
        if self.postgres is not None and not self.postgres.alive():
            say("数据库已退出，正在重启 · PostgreSQL stopped, starting it again")
            self._start_postgres()
        if self.store is not None and not self.store.alive():
            say("对象存储已退出，正在重启 · the object store stopped, starting it again")
            self._start_store()
        for child in self.children:
            child.watch()

    def stop(self) -> None:
        """Stop everything that this stack started."""
        for child in reversed(self.children):
            child.stop()
        if self.store is not None:
            self.store.stop()
        if self.postgres is not None:
            self.postgres.stop()


@contextlib.contextmanager
def _stopping(stack: Stack) -> Iterator[Stack]:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupted)
    signal.signal(signal.SIGINT, interrupted)
    try:
        yield stack
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        stack.stop()


def run() -> None:
    """The demonstration edition, until Ctrl-C."""
    started = time.monotonic()
    port, host = int(os.environ.get("PORT", "8000")), os.environ.get("HOST", "127.0.0.1")
    check_port(host, port)
    data = Path(os.environ.get("DATA_DIR", ROOT / ".data"))
    check_disk(data)
    pages = build_pages()
    with _stopping(Stack(data, port=port, host=host, rehearsal=os.environ.get("REHEARSAL") == "1", pages=pages)) as stack:
        stack.services()
        stack.run("quality_award.cli", "prepare")
        stack.serve()
        say("")
        stack.run("quality_award.cli", "logins")
        say(f"\n就绪 · ready: http://{host}:{port}  （{time.monotonic() - started:.1f} s；按 Ctrl-C 停止 · Ctrl-C stops）")
        while True:
            time.sleep(1)
            stack.watch()


def seed() -> None:
    """Migrate and load the demonstration edition."""
    data = Path(os.environ.get("DATA_DIR", ROOT / ".data"))
    check_disk(data)
    with _stopping(Stack(data, port=0, host="127.0.0.1", rehearsal=False, pages=None)) as stack:
        stack.services()
        stack.run("quality_award.cli", "prepare")
        stack.run("quality_award.cli", "logins")


def rehearse(arguments: list[str]) -> int:
    """A fresh rehearsal stack in a folder of its own; gives the driver's exit code."""
    with tempfile.TemporaryDirectory(prefix="qa-rehearsal-", ignore_cleanup_errors=True) as folder:
        data = Path(folder)
        # The database's own system user has to reach its folder when started as root.
        data.chmod(0o755)
        check_disk(data)
        port = embedded.free_port()
        with _stopping(Stack(data, port=port, host="127.0.0.1", rehearsal=True, pages=None)) as stack:
            stack.services()
            stack.run("quality_award.cli", "migrate")
            stack.run("quality_award.cli", "reference")
            stack.serve()
            driver = [sys.executable, "-m", "rehearsal", "--base-url", f"http://127.0.0.1:{port}", *arguments]
            return subprocess.run(driver, cwd=BACKEND, env=stack.environment, check=False).returncode


def main() -> int:
    """Run the command; a failure to start is one sentence and exit code 1."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["run", "rehearse", "seed"])
    known, rest = parser.parse_known_args()
    try:
        if known.command == "rehearse":
            return rehearse(rest)
        run() if known.command == "run" else seed()
    except embedded.StartFailed as failure:
        say(f"\n{failure}")
        return 1
    except KeyboardInterrupt:
        say("\n已停止 · stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
