"""Whether a file is what it was announced as, whole, open and harmless: by its content, without reading all of a video.

Each check raises Refused with a code; codes are problem kinds with words in both languages.
"""

import struct
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import olefile
import pillow_heif
import pypdfium2
from PIL import Image, ImageFile

from .kinds import Kind

HEAD, TAIL = 4096, 65536
MOST_PAGES = 5000
MOST_PIXELS = 200_000_000
MOST_UNPACKED = 1 << 30
MOST_RATIO = 200
ARCHIVES = (b"PK\x03\x04", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"PK\x05\x06")
SCRIPTED = (b"<html", b"<!doctype html", b"<script", b"<svg", b"<?php")
PDF_ACTIVE = (b"/JavaScript", b"/JS ", b"/JS(", b"/Launch", b"/EmbeddedFile")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
IMAGES = {
    "jpeg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "webp": (b"RIFF",),
    "tiff": (b"II*\x00", b"MM\x00*"),
}
ImageFile.LOAD_TRUNCATED_IMAGES = False
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
pillow_heif.register_heif_opener()


class Refused(Exception):
    """The file is not taken; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def inspect(path: Path, kind: Kind) -> int | None:
    """Raise Refused, or give the number of pages where there are pages."""
    size = path.stat().st_size
    if size == 0:
        raise Refused("evidence-empty")
    with path.open("rb") as file:
        head = file.read(HEAD)
        file.seek(max(0, size - TAIL))
        tail = file.read(TAIL)
        match kind.family:
            case "pdf":
                return _pdf(path, head, tail)
            case "image":
                return _image(path, kind, head, tail)
            case "ooxml":
                return _ooxml(path, kind, head)
            case "ole":
                _ole(path, kind, head)
            case "video":
                _video(file, head, size)
    return None


def _foreign(head: bytes) -> Refused:
    """What a file is that does not begin as it should."""
    return Refused("evidence-archive" if head.startswith(ARCHIVES) else "evidence-content")


def _scripted(data: bytes) -> bool:
    lowered = data.lower()
    return any(mark in lowered for mark in SCRIPTED)


def _pdf(path: Path, head: bytes, tail: bytes) -> int:
    if not head.startswith(b"%PDF-"):
        raise Refused("evidence-polyglot") if b"%PDF-" in head[:1024] else _foreign(head)
    end = tail.rfind(b"%%EOF")
    if end < 0:
        raise Refused("evidence-truncated")
    behind = tail[end + 5 :].strip(b"\r\n\0 \t")
    if len(behind) > 1024 or _scripted(behind) or b"PK\x05\x06" in behind or _scripted(head[:1024]):
        raise Refused("evidence-polyglot")
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise Refused("evidence-encrypted" if "assword" in str(error) else "evidence-truncated") from error
    try:
        pages = len(document)
    finally:
        document.close()
    if pages == 0:
        raise Refused("evidence-empty")
    if pages > MOST_PAGES:
        raise Refused("evidence-bomb")
    if any(mark in piece for piece in _pieces(path) for mark in PDF_ACTIVE):
        raise Refused("evidence-active")
    return pages


def _pieces(path: Path) -> Iterator[bytes]:
    """The file in pieces that overlap, so that no mark is cut in two."""
    keep = b""
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            yield keep + piece
            keep = piece[-32:]


def _image(path: Path, kind: Kind, head: bytes, tail: bytes) -> int:
    if kind.key == "heic":
        if head[4:8] != b"ftyp":
            raise _foreign(head)
    elif not head.startswith(IMAGES[kind.key]) or (kind.key == "webp" and head[8:12] != b"WEBP"):
        raise _foreign(head)
    if b"PK\x05\x06" in tail or _scripted(tail[-8192:]) or b"%PDF-" in tail:
        raise Refused("evidence-polyglot")
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(path) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise Refused("evidence-bomb")
                picture.load()
                return int(getattr(picture, "n_frames", 1))
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise Refused("evidence-bomb") from error
        except (OSError, SyntaxError, ValueError, EOFError) as error:
            raise Refused("evidence-truncated") from error


def _ooxml(path: Path, kind: Kind, head: bytes) -> int | None:
    if head.startswith(OLE):
        raise Refused("evidence-encrypted" if _has_stream(path, "EncryptedPackage") else "evidence-content")
    if not head.startswith(b"PK\x03\x04"):
        raise _foreign(head)
    try:
        with zipfile.ZipFile(path) as package:
            members = package.infolist()
    except zipfile.BadZipFile as error:
        raise Refused("evidence-truncated") from error
    names = {member.filename for member in members}
    if "[Content_Types].xml" not in names:
        raise Refused("evidence-archive")
    if kind.part not in names:
        raise Refused("evidence-content")
    if any(member.flag_bits & 1 for member in members):
        raise Refused("evidence-encrypted")
    unpacked = sum(member.file_size for member in members)
    if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(path.stat().st_size, 1):
        raise Refused("evidence-bomb")
    if any(name.lower().endswith("vbaproject.bin") or ("/embeddings/" in name and name.endswith(".bin")) for name in names):
        raise Refused("evidence-active")
    if kind.key == "pptx":
        return sum(name.startswith("ppt/slides/slide") and name.endswith(".xml") for name in names) or None
    return None


def _has_stream(path: Path, name: str) -> bool:
    try:
        with olefile.OleFileIO(str(path)) as package:
            return bool(package.exists(name))
    except OSError:
        return False


def _ole(path: Path, kind: Kind, head: bytes) -> None:
    if not head.startswith(OLE):
        raise _foreign(head)
    try:
        with olefile.OleFileIO(str(path), raise_defects=olefile.DEFECT_INCORRECT) as package:
            if package.exists("EncryptedPackage"):
                raise Refused("evidence-encrypted")
            if not (package.exists(kind.part) or (kind.key == "xls" and package.exists("Book"))):
                raise Refused("evidence-content")
            if kind.key == "doc":
                flags = struct.unpack_from("<H", package.openstream("WordDocument").read(12), 10)[0]
                if flags & 0x0100:
                    raise Refused("evidence-encrypted")
            if any(entry[0].lower() in ("macros", "_vba_project_cur") for entry in package.listdir(storages=True)):
                raise Refused("evidence-active")
    except Refused:
        raise
    except (OSError, struct.error, IndexError, ValueError) as error:
        raise Refused("evidence-truncated") from error


def _video(file: BinaryIO, head: bytes, size: int) -> None:
    """MP4 and QuickTime: boxes that fill the file exactly, the index among them."""
    if head[4:8] not in (b"ftyp", b"moov", b"mdat", b"wide", b"free"):
        raise _foreign(head)
    found: set[bytes] = set()
    at = 0
    while at < size:
        file.seek(at)
        start = file.read(16)
        if len(start) < 8:
            raise Refused("evidence-truncated")
        length, name = struct.unpack(">I4s", start[:8])
        if length == 1:
            length = struct.unpack(">Q", start[8:16])[0] if len(start) == 16 else 0
        elif length == 0:
            length = size - at
        if length < 8 or at + length > size or len(found) > 1000:
            raise Refused("evidence-truncated" if found else "evidence-content")
        found.add(name)
        at += length
    if b"moov" not in found:
        raise Refused("evidence-truncated")
