"""Examine a file in a process of its own: without secrets, under limits of time, memory and disk."""

import asyncio
import contextlib
import json
import os
import resource
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakKeyDictionary

SECONDS = 60.0
MEMORY = 2 << 30
WRITTEN = 256 << 20
AT_A_TIME = 2
_GATES: "WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore]" = WeakKeyDictionary()


@dataclass(frozen=True)
class Examined:
    """What was found: whether the file fits and, if not, why; what was made of it, and why not more (`note`)."""

    fits: bool
    reason: str | None
    pages: int | None = None
    thumbnail: str | None = None
    rendition: str | None = None
    texts: tuple[str, ...] = ()
    note: str = ""


async def examine(path: Path, *, announced: str, out: Path, seconds: float = SECONDS, memory: int = MEMORY) -> Examined:
    """Examine a file; whatever it does to the examiner ends as a finding, never as an error."""

    def limits() -> None:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 1))
        resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN, WRITTEN))
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    async with _GATES.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_A_TIME)):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-E", "-s", "-m", "quality_award.platform.inspection.examine", str(path),
            "--announced", announced, "--out", str(out),
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            env={"PATH": os.defpath, "HOME": str(out), "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1"},
            cwd=Path(__file__).parents[3], preexec_fn=limits,
        )  # fmt: skip
        said, late = b"", False
        assert process.stdout is not None
        try:
            async with asyncio.timeout(seconds):
                while line := await process.stdout.readline():
                    said += line
                await process.wait()
        except TimeoutError:
            late = True
        finally:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)
                await process.wait()
    return _understood(said, out, late=late)


def _understood(said: bytes, out: Path, *, late: bool) -> Examined:
    """What the examiner could still say before it ended."""
    found = []
    with contextlib.suppress(ValueError):  # a line that was cut off, or that a library wrote
        for line in said.splitlines():
            found.append(json.loads(line))
    if not found or not isinstance(found[0], dict):
        return Examined(False, "evidence-unreadable", note="time" if late else "crashed")
    verdict, made = found[0], found[1] if len(found) > 1 else {"note": "time" if late else "no-preview"}
    texts = out / "texts.jsonl"
    whole = len(found) > 1 and texts.exists()
    return Examined(
        fits=verdict["fits"],
        reason=verdict["reason"],
        pages=verdict["pages"],
        thumbnail=made.get("thumbnail"),
        rendition=made.get("rendition"),
        texts=tuple(json.loads(line) for line in texts.read_text("utf-8").splitlines()) if whole else (),
        note=made["note"] if verdict["fits"] else "",
    )
