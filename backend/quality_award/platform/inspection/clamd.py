"""Ask clamd about a file (INSTREAM, clamd(8)). Whatever keeps it from answering is said, never taken for clean."""

import asyncio
import contextlib
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

CHUNK = 1 << 20
HUNG_UP, TOO_LARGE = "hung-up", "INSTREAM size limit exceeded"


@dataclass(frozen=True)
class Scan:
    """The verdict, and what it rests on: the scanner's version, the virus's name, or why nobody looked."""

    verdict: Literal["clean", "infected", "unscanned"]
    note: str


async def scan(path: Path, address: str | None, *, seconds: float = 120) -> Scan:
    """Scan a file by clamd at `host:port` or `unix:/path`; without an address nobody looks, and that is said."""
    if not address:
        return Scan("unscanned", "no-scanner")
    try:
        async with asyncio.timeout(seconds):
            version = (await _ask(address, b"zVERSION\0")).split("/20")[0]
            answer = await _ask(address, b"zINSTREAM\0", path)
    except TimeoutError:
        return Scan("unscanned", "timeout")
    except (BrokenPipeError, ConnectionResetError):
        # It died, or the file is above its own size limit and its answer was lost with the connection.
        return Scan("unscanned", HUNG_UP)
    except OSError as error:
        return Scan("unscanned", f"scanner-unreachable: {type(error).__name__}")
    if answer.endswith(" FOUND"):
        name = answer.removeprefix("stream: ").removesuffix(" FOUND")
        # The scanner gave up at one of its limits (clamd.conf, AlertExceedsMax): nothing found is not nothing there.
        return Scan("unscanned" if name.startswith("Heuristics.Limits.Exceeded") else "infected", name)
    if answer == "stream: OK":
        return Scan("clean", version)
    return Scan("unscanned", answer[:200] or "no-answer")


async def _ask(address: str, command: bytes, path: Path | None = None) -> str:
    if address.startswith("unix:"):
        reader, writer = await asyncio.open_unix_connection(address.removeprefix("unix:"))
    else:
        host, _, port = address.rpartition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
    # It may answer before it has all, and hang up: whoever listened by then knows why.
    listening = asyncio.ensure_future(reader.read(4096))
    try:
        writer.write(command)
        if path is not None:
            await _send(writer, path, listening)
        return (await listening).rstrip(b"\0\n").decode(errors="replace")
    finally:
        listening.cancel()
        writer.close()


async def _send(writer: asyncio.StreamWriter, path: Path, answered: "asyncio.Future[bytes]") -> None:
    with path.open("rb") as file, contextlib.suppress(ConnectionError):
        while not answered.done() and (piece := await asyncio.to_thread(file.read, CHUNK)):
            writer.write(struct.pack("!I", len(piece)) + piece)
            await writer.drain()
        writer.write(struct.pack("!I", 0))
        await writer.drain()
