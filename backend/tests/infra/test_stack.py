"""What the person at the keyboard is told when the system cannot start: one sentence, in Chinese and English, and exit code 1."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from local import stack

STACK = Path(stack.__file__)


def _start(data: Path, **environment: str) -> tuple[int, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "S3_ENDPOINT", "PORT", "HOST")}
    done = subprocess.run(
        [sys.executable, str(STACK), "run"],
        env=kept | {"DATA_DIR": str(data)} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout.strip()


def test_a_busy_port(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        code, said = _start(tmp_path, PORT=port)
    assert code == 1
    assert said.splitlines() == [f"端口 {port} 已被占用，请用 PORT=其他端口 make run · port {port} is busy; use PORT=… make run"]


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"PORT": "eighty"}, "PORT must be a number"),
        ({"S3_ENDPOINT": "http://127.0.0.1:1", "PORT": "0"}, "PORT must be a number"),
        ({"DATA_DIR": "/proc/nowhere"}, "cannot write to /proc/nowhere"),
    ],
)
def test_one_sentence(tmp_path: Path, environment: dict[str, str], sentence: str) -> None:
    code, said = _start(tmp_path, **environment)
    assert code == 1
    assert len(said.splitlines()) == 1
    assert sentence in said


def test_an_outside_store_needs_its_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("S3_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.delenv("S3_ACCESS_KEY", raising=False)
    with pytest.raises(stack.StartFailed, match="S3_ACCESS_KEY"):
        stack.Stack(tmp_path, port=1).begin_services()


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stack, "LEAST_FREE_BYTES", 1 << 60)
    with pytest.raises(stack.StartFailed, match="不足 1 GiB"):
        stack.check_disk(tmp_path)


def test_one_run_holds_the_data(tmp_path: Path) -> None:
    with stack.alone(tmp_path), pytest.raises(stack.StartFailed, match="running already"), stack.alone(tmp_path):
        pass


def test_the_master_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    file = stack.master_key(tmp_path)
    first = file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    assert stack.master_key(tmp_path).read_text() == first
