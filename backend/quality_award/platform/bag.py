"""BagIt bags (RFC 8493), made and checked by the Library of Congress' `bagit`, and the tar that one travels in.

`bagit` changes the working directory of its whole process while it makes a bag: that runs in a process of its own.
"""

import hashlib
import json
import logging
import os
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path

import bagit

# What it finds is said by whoever asked.
logging.getLogger("bagit").setLevel(logging.CRITICAL)
ALGORITHM = "sha256"
VERSION: str = bagit.VERSION
TAG_FILES = ("bag-info.txt", "bagit.txt", f"manifest-{ALGORITHM}.txt", f"tagmanifest-{ALGORITHM}.txt")
DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


class BadBag(Exception):
    """The first entry that is not as the bag says, and why."""

    def __init__(self, entry: str, reason: str) -> None:
        super().__init__(f"{entry}: {reason}")
        self.entry, self.reason = entry, reason


def make(folder: Path, info: Mapping[str, str]) -> None:
    """Make a bag of a folder, in place: what is in it becomes the payload. Raises CalledProcessError."""
    subprocess.run(
        [sys.executable, "-m", __name__, str(folder)],
        input=json.dumps(dict(info)), text=True, check=True, capture_output=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip


def _make(folder: Path, info: dict[str, str]) -> None:
    made = bagit.make_bag(str(folder), info, checksums=[ALGORITHM])
    # The library still declares 0.97; our names hold nothing that 1.0 writes otherwise.
    (folder / "bagit.txt").write_text(DECLARATION, encoding="utf-8")
    made.save()
    # Two spaces, as in the manifest, so that `sha256sum --check` reads it too.
    tags = folder / f"tagmanifest-{ALGORITHM}.txt"
    lines = tags.read_text(encoding="utf-8").splitlines()
    tags.write_text("".join(f"{'  '.join(line.split(None, 1))}\n" for line in sorted(lines)), encoding="utf-8")


def check(folder: Path) -> dict[str, str]:
    """{entry: SHA-256} of a bag that is whole: nothing missing, changed or added. Raises BadBag with the first bad entry."""
    try:
        bag = bagit.Bag(str(folder))
    except (bagit.BagError, OSError, UnicodeDecodeError) as error:
        raise BadBag("bagit.txt", str(error)) from error
    entries = {path: digests.get(ALGORITHM, "") for path, digests in bag.entries.items()}
    for name in TAG_FILES:
        if not (folder / name).is_file():
            raise BadBag(name, "is missing")
    for name in sorted(one.name for one in folder.iterdir()):
        if name != "data" and name not in TAG_FILES:
            raise BadBag(name, "does not belong to the bag")
    try:
        bag.validate()
    except bagit.BagError as error:
        details = [one for one in getattr(error, "details", ()) if isinstance(one, bagit.ManifestErrorDetail)]
        if details:
            # A changed manifest makes every entry look wrong: it is named before them.
            first = min(details, key=lambda one: (str(one.path).startswith("data/"), str(one.path)))
            raise BadBag(str(first.path), str(first)) from error
        # The library counts bytes before it looks at entries; the entry is wanted.
        raise _first(folder, entries, str(error)) from error
    return entries


def _first(folder: Path, entries: Mapping[str, str], otherwise: str) -> BadBag:
    for entry in sorted(entries):
        if not (folder / entry).is_file():
            return BadBag(entry, "is missing")
        if digest_of(folder / entry) != entries[entry]:
            return BadBag(entry, "is not what the manifest says")
    for path in sorted((folder / "data").rglob("*")):
        if path.is_file() and str(path.relative_to(folder)) not in entries:
            return BadBag(str(path.relative_to(folder)), "does not belong to the bag")
    return BadBag("bag-info.txt", otherwise)


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, ALGORITHM).hexdigest()


def pack(folder: Path, target: Path, *, name: str, at: int) -> tuple[str, int]:
    """Write a bag as one uncompressed tar (PAX); gives (SHA-256, bytes). The same bag gives the same bytes."""

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        entry.mtime = at
        entry.mode = 0o755 if entry.isdir() else 0o644
        return entry

    with tarfile.open(target, "w:", format=tarfile.PAX_FORMAT) as tar:
        for path in sorted(folder.rglob("*")):
            tar.add(path, f"{name}/{path.relative_to(folder)}", recursive=False, filter=plain)
    return digest_of(target), target.stat().st_size


def unpack(source: Path, target: Path) -> Path:
    """Unpack a tar that holds one bag; gives the bag's folder. Raises BadBag for what is no such tar, or reaches out of it."""
    try:
        with tarfile.open(source, "r:") as tar:
            for entry in tar:
                if entry.name.startswith("/"):
                    raise BadBag(entry.name, "leads out of the bag")
                if not (entry.isfile() or entry.isdir()):
                    raise BadBag(entry.name, "is neither a file nor a folder")
                tar.extract(entry, target, filter="data")
    except (tarfile.TarError, OSError, EOFError) as error:
        raise BadBag(source.name, f"cannot be unpacked: {error}") from error
    folders = list(target.iterdir())
    if len(folders) != 1 or not folders[0].is_dir():
        raise BadBag(source.name, "does not hold exactly one bag")
    return folders[0]


def digest_in(source: Path, name: str) -> str:
    """SHA-256 of the file of that name at the top of the bag in a tar. Raises BadBag when there is none."""
    with tarfile.open(source, "r:") as tar:
        for entry in tar:
            if entry.isfile() and entry.name.count("/") == 1 and entry.name.endswith(f"/{name}"):
                file = tar.extractfile(entry)
                assert file is not None
                return hashlib.sha256(file.read()).hexdigest()
    raise BadBag(name, "is missing")


if __name__ == "__main__":
    os.umask(0o077)
    _make(Path(sys.argv[1]), json.load(sys.stdin))
