"""Processes that outlive their launcher: remembered on disk, so that the next start can end what a kill -9 left behind."""

import contextlib
import json
import os
from pathlib import Path

import psutil


def remember(file: Path, pid: int) -> None:
    """Write down a process by its id and its time of birth: an id alone may belong to somebody else tomorrow."""
    with contextlib.suppress(psutil.NoSuchProcess):
        waiting = file.with_suffix(".new")
        waiting.write_text(json.dumps({"pid": pid, "born": psutil.Process(pid).create_time()}))
        waiting.replace(file)


def remembered(file: Path) -> psutil.Process | None:
    """The process that the file names, if it is still that one and still runs."""
    try:
        known = json.loads(file.read_text())
        process = psutil.Process(known["pid"])
        # Half a second: the boot time that the kernel counts from may be adjusted between two readings.
        if abs(process.create_time() - known["born"]) < 0.5 and process.status() != psutil.STATUS_ZOMBIE:
            return process
    except (OSError, ValueError, KeyError, TypeError, psutil.Error):
        pass
    return None


def end(file: Path, *, patience: float = 8) -> bool:
    """Stop the remembered process, in order at first. Says whether there was one."""
    process = remembered(file)
    if process is not None:
        stop(process, patience=patience)
    file.unlink(missing_ok=True)
    return process is not None


def stop(process: psutil.Process, *, patience: float = 8) -> None:
    """SIGTERM, then SIGKILL."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process.terminate()
        try:
            process.wait(patience)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(5)


def working_in(folder: Path, name: str) -> list[psutil.Process]:
    """Processes of that name whose working directory is the folder."""
    found = []
    for process in psutil.process_iter(["name"]):
        if process.info["name"] == name:
            with contextlib.suppress(psutil.Error):
                if process.status() != psutil.STATUS_ZOMBIE and process.cwd() == os.fspath(folder):
                    found.append(process)
    return found
