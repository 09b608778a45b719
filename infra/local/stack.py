"""`make run`: the whole system on one machine. Starts what is missing, supervises it, stops what it started.

python infra/local/stack.py run                 the demonstration edition on PORT (default 8000)
python infra/local/stack.py rehearse [args…]    a fresh rehearsal stack, one whole edition through the API, then away
python infra/local/stack.py seed                migrate and load the demonstration edition, then stop
python infra/local/stack.py browser [args…]     the browser tests, on a fresh rehearsal stack
python infra/local/stack.py packages | pages    the front end's packages; its built pages (each only when inputs changed)
"""

import argparse
import base64
import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from local import embedded, processes
from local.embedded import StartFailed, fail

ROOT = Path(__file__).resolve().parents[2]
BACKEND, FRONTEND = ROOT / "backend", ROOT / "frontend"
BIN = Path(sys.executable).parent
LEAST_FREE_BYTES = 1 << 30
LOOPBACK = ("127.0.0.1", "localhost")


def say(text: str) -> None:
    """One line for the person at the keyboard."""
    print(text, flush=True)


def data_folder() -> Path:
    """Where the embedded services keep their data."""
    return Path(os.environ.get("DATA_DIR") or ROOT / ".data").resolve()


def check_disk(folder: Path) -> None:
    """Refuse to start where the next write might not fit."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise fail(f"无法写入 {folder}", f"cannot write to {folder}: {error.strerror}") from error
    if free < LEAST_FREE_BYTES:
        raise fail(f"磁盘剩余空间不足 1 GiB（{folder}）", f"less than 1 GiB free on the disk of {folder}")


def check_port(host: str, port: int) -> None:
    """Refuse a port that someone else listens on."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise fail(f"无权使用端口 {port}", f"no permission for port {port}; use PORT=… make run") from error
        except OSError as error:
            raise fail(
                f"端口 {port} 已被占用，请用 PORT=其他端口 make run", f"port {port} is busy; use PORT=… make run"
            ) from error


def wanted_port() -> int:
    """PORT from the environment."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise fail(f"PORT 应为 1 至 65535 的数字，现为 {text}", f"PORT must be a number from 1 to 65535, not {text}")
    return int(text)


@contextlib.contextmanager
def alone(data: Path) -> Iterator[None]:
    """Hold the data folder. The kernel lets go of the lock with its holder, so a killed run never leaves one behind."""
    with (data / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise fail(f"系统已在运行（数据目录 {data}）", f"it is running already on the data in {data}") from error
        yield


def master_key(folder: Path) -> Path:
    """The key that seals secrets at rest: made once, readable by its owner only."""
    file = folder / "master.key"
    if not file.exists() or not file.stat().st_size:
        waiting = folder / "master.key.new"
        descriptor = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as target:
            target.write(base64.b64encode(secrets.token_bytes(32)).decode())
        waiting.replace(file)
    return file


def once(product: Path, inputs: Iterable[Path], command: list[str], what: str) -> None:
    """Make a folder of the front end unless it was made from the same inputs. The stamp lies in the folder and goes with it."""
    total = hashlib.sha256()
    for file in sorted(inputs):
        total.update(f"{file.relative_to(ROOT)}\0".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    digest, stamp = total.hexdigest(), product / ".stamp"
    if stamp.exists() and stamp.read_text() == digest:
        return
    say(what)
    environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        command, cwd=FRONTEND, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        say(done.stdout[-4000:])
        raise fail(f"{what.split(' · ')[0]}失败，输出见上", f"{' '.join(command)} failed, its output is above")
    stamp.write_text(digest)


def packages() -> None:
    """The front end's packages, as its lock file names them."""
    if not (BIN / "node").exists():
        raise fail(
            "虚拟环境中缺少 Node，请执行 make clean 后重试", "Node is missing from the virtual environment: make clean, again"
        )
    once(
        FRONTEND / "node_modules",
        [FRONTEND / "package.json", FRONTEND / "package-lock.json"],
        ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"],
        "安装前端依赖 · installing front-end packages",
    )


def pages() -> Path:
    """The built pages."""
    packages()
    patterns = ("src/**/*", "public/**/*", "*.json", "*.ts", "index.html")
    inputs = [path for pattern in patterns for path in FRONTEND.glob(pattern) if path.is_file() and "test" not in path.suffixes]
    once(FRONTEND / "dist", inputs, ["npm", "run", "build"], "构建网页 · building the pages")
    return FRONTEND / "dist"


def fonts() -> None:
    """Certificates and reports are set in Noto Serif CJK: from the distribution where we may install it, else say what is missing."""
    if any(True for folder in ("/usr/share/fonts", "/usr/local/share/fonts") for _ in Path(folder).rglob("NotoSerifCJK*")):
        return
    import typst

    if any(font.family == "Noto Serif CJK SC" for font in typst.Fonts().fonts()):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("安装中文字体 · installing Chinese fonts")
        install = "apt-get update -qq && apt-get install -y -qq --no-install-recommends fonts-noto-cjk"
        quiet = {
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.DEVNULL,
            "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        }
        if subprocess.run(["sh", "-c", install], check=False, **quiet).returncode == 0:
            return
    say(
        "提示：未安装中文字体 fonts-noto-cjk，证书和报告暂不能打印 · note: without fonts-noto-cjk certificates and reports cannot be printed"
    )


class Child:
    """A supervised process: started again when it dies, unless it keeps dying at once."""

    def __init__(self, name: str, command: list[str], stack: "Stack") -> None:
        self.name, self.command, self.stack = name, command, stack
        self.log = stack.data / "logs" / f"{name}.log"
        self.note = stack.data / "processes" / f"{name}.json"
        for file in (self.log, self.note):
            file.parent.mkdir(exist_ok=True)
        self.starts: list[float] = []
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        self.starts = [*self.starts[-4:], time.monotonic()]
        if self.log.exists() and self.log.stat().st_size > 20 << 20:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as output:
            process = subprocess.Popen(
                self.command, cwd=BACKEND, env=self.stack.environment, stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        processes.remember(self.note, process.pid)
        return process

    def watch(self) -> None:
        """Start it again if it has died."""
        if self.process.poll() is None:
            return
        if len(self.starts) == 5 and time.monotonic() - self.starts[0] < 30:
            say(self._said())
            raise fail(f"{self.name} 反复退出，见 {self.log}", f"{self.name} keeps stopping, see {self.log}")
        say(f"{self.name} 已退出，正在重启 · {self.name} stopped, starting it again")
        time.sleep(0.3 * (len(self.starts) - 1))
        self.process = self._start()

    def _said(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-12:])

    def stop(self) -> None:
        """Stop it in order, then by force."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)
        self.note.unlink(missing_ok=True)


def end_leftovers(data: Path) -> None:
    """End the API and the worker of a run that was killed; the services see to their own."""
    for note in (data / "processes").glob("*.json"):
        processes.end(note)


class Stack:
    """PostgreSQL, object store, API with the pages, worker. Uses outside services where the environment names them."""

    def __init__(self, data: Path, *, port: int, host: str = "127.0.0.1", rehearsal: bool = False) -> None:
        self.data, self.port, self.host = data, port, host
        self.environment = dict(os.environ) | {
            "PYTHONPATH": str(BACKEND),
            "PORT": str(port),
            "HOST": host,
            "REHEARSAL": "1" if rehearsal else "0",
            # One machine, well-known demo logins: the second factor would protect nothing. Set it to 1 to see it.
            "REQUIRE_STAFF_TOTP": os.environ.get("REQUIRE_STAFF_TOTP", "0"),
            "PUBLIC_URL": os.environ.get("PUBLIC_URL") or f"http://127.0.0.1:{port}",
        }
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)  # four processes start from these files each time
        if (trace := ROOT / "build" / "trace.json").exists():
            self.environment.setdefault("TRACE_FILE", str(trace))
        if rulesets := os.environ.get("RULESETS"):
            self.environment["RULESETS"] = str(Path(rulesets).resolve())
        if not os.environ.get("MASTER_KEY") and not os.environ.get("MASTER_KEY_FILE"):
            self.environment["MASTER_KEY_FILE"] = str(master_key(data))
        self.postgres: embedded.Postgres | None = None
        self.store: embedded.Store | None = None
        self.children: list[Child] = []
        self._starting: list[threading.Thread] = []
        self._errors: list[BaseException] = []

    def begin_services(self) -> None:
        """Start the embedded database and store, both at once, unless DATABASE_URL and S3_ENDPOINT name others."""
        if os.environ.get("S3_ENDPOINT") and not (os.environ.get("S3_ACCESS_KEY") and os.environ.get("S3_SECRET_KEY")):
            raise fail(
                "设置了 S3_ENDPOINT，还需 S3_ACCESS_KEY 和 S3_SECRET_KEY", "S3_ENDPOINT needs S3_ACCESS_KEY and S3_SECRET_KEY"
            )
        for name, start in (("DATABASE_URL", self._start_postgres), ("S3_ENDPOINT", self._start_store)):
            if not os.environ.get(name):
                thread = threading.Thread(target=self._guard, args=(start,))
                self._starting.append(thread)
                thread.start()

    def await_services(self) -> None:
        """Wait until both run."""
        for thread in self._starting:
            thread.join()
        if self._errors:
            raise self._errors[0]

    def _guard(self, start: Callable[[], None]) -> None:
        try:
            start()
        except BaseException as error:
            self._errors.append(error)

    def _start_postgres(self) -> None:
        self.postgres = embedded.start_postgres(self.data)
        self.environment["DATABASE_URL"] = self.postgres.application(embedded.DATABASE)
        self.environment["MIGRATION_DATABASE_URL"] = self.postgres.database(embedded.DATABASE)

    def _start_store(self) -> None:
        self.store = embedded.start_store(self.data)
        self.environment |= {
            "S3_ENDPOINT": self.store.endpoint,
            "S3_ACCESS_KEY": self.store.access_key,
            "S3_SECRET_KEY": self.store.secret_key,
            "S3_REGION": "us-east-1",
        }

    def prepare(self) -> None:
        """Migrate; at the first start load the demonstration into a database that gets its name only when it is complete."""
        if self.postgres is None or embedded.has_database(self.postgres):
            self.command("quality_award.cli", "prepare", quiet=True)
            return
        owner = embedded.fresh_database(self.postgres, "loading")
        application = self.postgres.application("loading")
        self.command("quality_award.cli", "prepare", quiet=True, DATABASE_URL=application, MIGRATION_DATABASE_URL=owner)
        embedded.rename_database(self.postgres, "loading")

    def command(self, *arguments: str, quiet: bool = False, **environment: str) -> None:
        """One command of the backend, to its end. `quiet` keeps back what libraries say on standard output, never errors."""
        command = [sys.executable, "-m", *arguments]
        output = subprocess.DEVNULL if quiet else None
        done = subprocess.run(command, cwd=BACKEND, env=self.environment | environment, stdout=output, check=False)
        if done.returncode:
            raise fail(f"命令失败：{' '.join(arguments)}，输出见上", "the command failed, its output is above")

    def serve(self, static: Path | None = None) -> None:
        """Start API and worker."""
        if static is not None:
            self.environment["STATIC_DIR"] = str(static)
        uvicorn = [
            sys.executable, "-m", "uvicorn", "quality_award.main:create_app", "--factory", "--host", self.host,
            "--port", str(self.port), "--no-access-log", "--no-server-header", "--timeout-graceful-shutdown", "5",
        ]  # fmt: skip
        self.children.append(Child("api", uvicorn, self))
        self.children.append(Child("worker", [sys.executable, "-m", "quality_award.worker"], self))

    def await_ready(self) -> None:
        """Wait until the API says that it is ready."""
        deadline = time.monotonic() + 60
        while not self.ready():
            for child in self.children:
                child.watch()
            if time.monotonic() > deadline:
                raise fail(f"60 秒内未就绪，见 {self.data / 'logs'}", f"not ready after 60 s, see {self.data / 'logs'}")
            time.sleep(0.1)

    @property
    def address(self) -> str:
        """Where a browser on this machine finds it."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host
        return f"http://{host}:{self.port}"

    def ready(self) -> bool:
        """Whether /readyz says yes."""
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=5) as answer:
                return bool(json.load(answer)["ready"])
        except (OSError, ValueError):
            return False

    def watch(self) -> None:
        """Bring back whatever has died."""
        before = {name: self.environment.get(name) for name in ("DATABASE_URL", "S3_ENDPOINT")}
        if self.postgres is not None and not self.postgres.alive():
            say("数据库已退出，正在重启 · PostgreSQL stopped, starting it again")
            self._start_postgres()
        if self.store is not None and not self.store.alive():
            say("对象存储已退出，正在重启 · the object store stopped, starting it again")
            self._start_store()
        if before != {name: self.environment.get(name) for name in before}:  # an address had to change
            for child in self.children:
                child.stop()
        for child in self.children:
            child.watch()

    def stop(self) -> None:
        """Stop everything that this stack started."""
        for thread in self._starting:
            thread.join()
        for child in reversed(self.children):
            child.stop()
        if self.store is not None:
            self.store.stop()
        if self.postgres is not None:
            self.postgres.stop()


@contextlib.contextmanager
def running(stack: Stack) -> Iterator[Stack]:
    """End the stack in order on every way out: Ctrl-C, SIGTERM, a closed terminal, a failure."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in signals:
        signal.signal(number, interrupted)
    try:
        end_leftovers(stack.data)
        yield stack
    finally:
        for number in signals:
            signal.signal(number, signal.SIG_IGN)
        stack.stop()


def run() -> None:
    """The demonstration edition, until Ctrl-C."""
    started = time.monotonic()
    port, host, data = wanted_port(), os.environ.get("HOST") or "127.0.0.1", data_folder()
    check_disk(data)
    with alone(data), running(Stack(data, port=port, host=host, rehearsal=os.environ.get("REHEARSAL") == "1")) as stack:
        check_port(host, port)
        stack.begin_services()
        static = pages()
        fonts()
        stack.await_services()
        stack.prepare()
        stack.serve(static)
        stack.command("quality_award.cli", "logins")
        stack.await_ready()
        if host not in LOOPBACK and stack.store is not None:
            say(
                "提示：内置对象存储只对本机开放，其他电脑无法上传 · note: the embedded store serves this machine alone; others cannot upload"
            )
        say(f"\n就绪 · ready: {stack.address}  （{time.monotonic() - started:.1f} s；按 Ctrl-C 停止 · Ctrl-C stops）")
        while True:
            time.sleep(1)
            stack.watch()


def seed() -> None:
    """Migrate and load the demonstration edition."""
    data = data_folder()
    check_disk(data)
    with alone(data), running(Stack(data, port=embedded.free_port())) as stack:
        stack.begin_services()
        stack.await_services()
        stack.prepare()
        stack.command("quality_award.cli", "logins")


@contextlib.contextmanager
def fresh_rehearsal(static: Path | None = None) -> Iterator[Stack]:
    """A rehearsal stack on data of its own, with nobody in it but the authority's people; gone afterwards."""
    with embedded.temporary_root("rehearsal") as data:
        check_disk(data)
        with running(Stack(data, port=embedded.free_port(), rehearsal=True)) as stack:
            stack.begin_services()
            fonts()
            stack.await_services()
            if stack.postgres is not None:
                embedded.ensure_database(stack.postgres)
            stack.command("quality_award.cli", "migrate")
            stack.command("quality_award.cli", "reference")
            stack.serve(static)
            stack.await_ready()
            yield stack


def rehearse(arguments: list[str]) -> int:
    """One whole edition through the API; gives the driver's exit code."""
    with fresh_rehearsal() as stack:
        driver = [sys.executable, "-m", "rehearsal", "--base-url", stack.address, *arguments]
        code = subprocess.run(driver, cwd=BACKEND, env=stack.environment | {"BASE_URL": stack.address}, check=False).returncode
        if code:
            # The folder goes with the stack; its last words are wanted now.
            say((stack.data / "logs" / "api.log").read_text(errors="replace")[-6000:])
        return code


# Each walks an edition of its own, and a city has one at a time.
COURSES = (("edition.spec",), ("board.spec", "recusal.spec", "relations.spec"), ("pool.spec", "public.spec"))


def browser(arguments: list[str]) -> int:
    """The tests that click: Playwright against fresh rehearsal stacks that serve the built pages, two courses at a time."""
    static = pages()
    if arguments:
        return _course(static, arguments)
    with ThreadPoolExecutor(2) as pool:
        return max(pool.map(_apart, COURSES))


def _apart(course: tuple[str, ...]) -> int:
    """A course in a process of its own, told when it is over."""
    command = [sys.executable, __file__, "browser", *course, f"--output=test-results/{course[0]}"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    say(done.stdout)
    return done.returncode


def _course(static: Path, arguments: Iterable[str]) -> int:
    with fresh_rehearsal(static) as stack:
        environment = stack.environment | {"BASE_URL": stack.address, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
        return subprocess.run(
            ["npm", "run", "--silent", "e2e", "--", *arguments], cwd=FRONTEND, env=environment, check=False
        ).returncode


def main() -> int:
    """Run the command; a failure to start is one sentence and exit code 1."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["run", "rehearse", "seed", "browser", "packages", "pages"])
    known, rest = parser.parse_known_args()
    try:
        match known.command:
            case "rehearse":
                return rehearse(rest)
            case "browser":
                return browser(rest)
            case "packages":
                packages()
            case "pages":
                pages()
            case "seed":
                seed()
            case "run":
                run()
    except StartFailed as failure:
        say(f"\n{failure}")
        return 1
    except KeyboardInterrupt:
        say("\n已停止 · stopped")
        return 0 if known.command == "run" else 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
