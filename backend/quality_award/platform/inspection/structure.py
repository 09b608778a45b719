"""Whether a file is what it was announced as, whole, open and harmless: by its content, without reading all of a video.

Each check raises Refused with a code; codes are problem kinds with words in both languages.
"""

import io
import itertools
import re
import struct
import tempfile
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, BinaryIO

import olefile
import pikepdf
import pillow_heif
import pypdfium2
from PIL import Image, ImageFile

from .kinds import Kind

HEAD, TAIL = 4096, 65536
PIECE = 1 << 20
MOST_PAGES = 5000
MOST_PIXELS = 200_000_000
# What a document may unpack to: this much whatever it is, more only as far as it is large itself.
MOST_UNPACKED, UNSUSPICIOUS, MOST_RATIO = 1 << 30, 64 << 20, 200
MOST_INSIDE, DEEPEST = 128 << 20, 2
ARCHIVES = (b"PK\x03\x04", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"PK\x05\x06")
SCRIPTED = re.compile(rb"<(html|script|svg|!doctype\s+html)[\s>]|<\?php\s", re.IGNORECASE)
BLANK = b"\r\n\t \0\xef\xbb\xbf"
ACTIONS = ("/JavaScript", "/Launch", "/ImportData")
# Most objects hold none of these words; the few that do are looked at closely.
PDF_SUSPECT = re.compile(rb"/(JavaScript|Launch|ImportData|JS|XFA|EF|EmbeddedFile)\b")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLE_MACROS = ("macros", "_vba_project_cur")
OLE_PACKAGE = "\x01ole10native"
XLS_BOF, XLS_PASSWORD = 0x0809, 0x002F
PPT_ENCRYPTED = 0xF3D1C4DF
IMAGES = {
    "jpeg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "webp": (b"RIFF",),
    "tiff": (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"),
    "heic": (b"ftyp",),
}
FORMATS = {"jpeg": ("JPEG",), "png": ("PNG",), "webp": ("WEBP",), "tiff": ("TIFF",), "heic": ("HEIF",)}
STILL_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")
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
    pages = None
    with path.open("rb") as file:
        head = file.read(HEAD)
        file.seek(max(0, size - TAIL))
        tail = file.read(TAIL)
        match kind.family:
            case "pdf":
                pages = _pdf(path, head, tail)
            case "image":
                pages = _image(path, kind, head, tail)
            case "ooxml":
                pages = _ooxml(path, kind, head)
            case "ole":
                _ole(path, kind, head)
            case "video":
                _video(file, head, size)
    if kind.family != "ooxml" and _opens_as_archive(path):
        raise Refused("evidence-polyglot")
    return pages


def _foreign(head: bytes) -> Refused:
    """What a file is that does not begin as it should."""
    return Refused("evidence-archive" if head.startswith(ARCHIVES) else "evidence-content")


def _opens_as_archive(path: Path) -> bool:
    """Whether an unpacker would take it as well: one looks for the directory at the end, whatever stands before it.

    The four bytes that such a directory begins with may occur in any scan by chance; a directory that fits may not.
    """
    try:
        with zipfile.ZipFile(path) as package:
            return bool(package.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def _pdf(path: Path, head: bytes, tail: bytes) -> int:
    start = head[:1024].find(b"%PDF-")
    if start < 0:
        raise _foreign(head)
    if head[:start].strip(BLANK) or SCRIPTED.search(head[:1024]):
        raise Refused("evidence-polyglot")
    end = tail.rfind(b"%%EOF")
    if end < 0:
        raise Refused("evidence-truncated")
    behind = tail[end + 5 :].strip(BLANK)
    if re.search(rb"\d \d+ obj\b", behind):
        # An update, or the rest behind the first page of a file made for the web, that was cut off.
        raise Refused("evidence-truncated")
    if len(behind) > 1024 or SCRIPTED.search(behind):
        raise Refused("evidence-polyglot")
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = re.search("password|security", str(error), re.IGNORECASE)
        raise Refused("evidence-encrypted" if locked else "evidence-truncated") from error
    try:
        pages = len(document)
    finally:
        document.close()
    if pages == 0:
        raise Refused("evidence-empty")
    if pages > MOST_PAGES:
        raise Refused("evidence-bomb")
    try:
        if _acts(path):
            raise Refused("evidence-active")
    except pikepdf.PdfError as error:
        raise Refused("evidence-truncated") from error
    return pages


def _acts(path: Path) -> bool:
    """Whether a PDF runs something or carries a file. Looks at objects, those in compressed streams too.

    Raw bytes would not do: names may be spelt otherwise or lie compressed, and in 100 MiB of a scan "/JS(" and its like occur
    by chance in one file of twenty.
    """
    with pikepdf.open(path, access_mode=pikepdf.AccessMode.stream) as document:
        for one in itertools.chain([document.trailer], document.objects):
            outer = one.stream_dict if isinstance(one, pikepdf.Stream) else one
            if not isinstance(outer, (pikepdf.Dictionary, pikepdf.Array)) or not PDF_SUSPECT.search(outer.unparse(resolved=True)):
                continue
            if any(_is_active(inner) for inner in _dictionaries(outer)):
                return True
    return False


def _dictionaries(outer: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The dictionaries written inside one object; those it refers to come on their own."""
    waiting = [outer]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Dictionary):
            yield one
        inner: Any = one.values() if isinstance(one, pikepdf.Dictionary) else one
        waiting += [each for each in inner if isinstance(each, (pikepdf.Dictionary, pikepdf.Array)) and not each.is_indirect]


def _is_active(one: pikepdf.Object) -> bool:
    action, files = one.get("/S"), one.get("/EF")
    return (
        action in ACTIONS
        or (action == "/Rendition" and "/JS" in one)
        or ("/XFA" in one and "/Fields" in one)
        or one.get("/Type") == "/EmbeddedFile"
        or (isinstance(files, pikepdf.Dictionary) and any(isinstance(each, pikepdf.Stream) for each in files.values()))
    )


def _image(path: Path, kind: Kind, head: bytes, tail: bytes) -> int:
    start = head[4:] if kind.key == "heic" else head
    if not start.startswith(IMAGES[kind.key]) or (kind.key == "webp" and head[8:12] != b"WEBP"):
        raise _foreign(head)
    if kind.key == "heic" and head[8:12] not in STILL_BRANDS:
        raise Refused("evidence-content")
    if SCRIPTED.search(tail[-8192:]) or b"%PDF-" in tail:
        raise Refused("evidence-polyglot")
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(path, formats=FORMATS[kind.key]) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise Refused("evidence-bomb")
                picture.load()
                # Only of a TIFF are further pictures pages; elsewhere they are previews and movements.
                pages = int(getattr(picture, "n_frames", 1)) if kind.key == "tiff" else 1
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise Refused("evidence-bomb") from error
        except (Refused, MemoryError):
            raise
        except Exception as error:  # readers of damaged pictures raise whatever comes
            limit = "Security limit exceeded" in str(error)
            raise Refused("evidence-bomb" if limit else "evidence-truncated") from error
    if pages > MOST_PAGES:
        raise Refused("evidence-bomb")
    return pages


def _ooxml(path: Path, kind: Kind, head: bytes) -> int | None:
    if head.startswith(OLE):
        raise Refused("evidence-encrypted" if _has_stream(path, "EncryptedPackage") else "evidence-content")
    if not head.startswith(b"PK\x03\x04"):
        raise _foreign(head)
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
            if "[Content_Types].xml" not in names:
                raise Refused("evidence-archive")
            if kind.part not in names:
                raise Refused("evidence-content")
            size = path.stat().st_size
            _unpack(package, size, most=max(MOST_UNPACKED, 2 * size))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise Refused("evidence-truncated") from error
    if kind.key == "pptx":
        return sum(name.startswith("ppt/slides/slide") and name.endswith(".xml") for name in names) or None
    return None


def _unpack(package: zipfile.ZipFile, size: int, *, most: int, depth: int = 0) -> int:
    """Read every part once, and the documents inside; gives the bytes. What a directory says of sizes is not believed."""
    members = package.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise Refused("evidence-encrypted")
    if any(re.search(r"vbaproject\.bin$|/activex/", member.filename, re.IGNORECASE) for member in members):
        raise Refused("evidence-active")
    if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members):
        raise Refused("evidence-truncated")  # no program would open it
    _weigh(sum(member.file_size for member in members), size, most)
    total = 0
    for member in members:
        with package.open(member) as part:
            start = part.read(len(OLE))
            total += len(start)
            inner = start.startswith((OLE, b"PK\x03\x04"))
            with tempfile.TemporaryFile() if inner else io.BytesIO() as kept:
                kept.write(start)
                while piece := part.read(PIECE):
                    total += len(piece)
                    _weigh(total, size, most)
                    if inner and kept.write(piece) and kept.tell() > MOST_INSIDE:
                        raise Refused("evidence-bomb")
                if inner:
                    total += _inside(kept, start, size, most=most - total, depth=depth)
    _weigh(total, size, most)
    return total


def _weigh(unpacked: int, size: int, most: int) -> None:
    if unpacked > most or (unpacked > UNSUSPICIOUS and unpacked > MOST_RATIO * size):
        raise Refused("evidence-bomb")


def _inside(file: IO[bytes], start: bytes, size: int, *, most: int, depth: int) -> int:
    """A chart's sheet or a formula inside a document is usual; another archive, a program or macros are not."""
    if start.startswith(OLE):
        file.seek(0)
        try:
            with olefile.OleFileIO(file) as package:
                _harmless(package)
        except OSError as error:
            raise Refused("evidence-truncated") from error
        return 0
    with zipfile.ZipFile(file) as package:
        if "[Content_Types].xml" not in package.namelist() or depth == DEEPEST:
            raise Refused("evidence-archive")
        return _unpack(package, size, most=most, depth=depth + 1)


def _has_stream(path: Path, name: str) -> bool:
    try:
        with olefile.OleFileIO(str(path)) as package:
            return bool(package.exists(name))
    except OSError:
        return False


def _harmless(package: Any) -> None:
    for entry in package.listdir(storages=True):
        if entry[0].lower() in OLE_MACROS or entry[-1].lower() == OLE_PACKAGE:
            raise Refused("evidence-active")


def _ole(path: Path, kind: Kind, head: bytes) -> None:
    if not head.startswith(OLE):
        raise _foreign(head)
    try:
        with olefile.OleFileIO(str(path)) as package:
            if package.exists("EncryptedPackage") or package.exists("EncryptedSummary"):
                raise Refused("evidence-encrypted")
            part = next((name for name in (kind.part, "Book") if package.exists(name)), None)
            if part is None or (part == "Book" and kind.key != "xls"):
                raise Refused("evidence-content")
            if _has_password(package, kind, package.openstream(part).read()):
                raise Refused("evidence-encrypted")
            _harmless(package)
            for entry in package.listdir():
                declared = package.get_size(entry)
                if len(package.openstream(entry).read()) < declared:
                    raise Refused("evidence-truncated")
    except (OSError, struct.error, IndexError, ValueError) as error:
        raise Refused("evidence-truncated") from error


def _has_password(package: Any, kind: Kind, content: bytes) -> bool:
    """As each of the three old formats says it."""
    if kind.key == "doc":
        flags: int = struct.unpack_from("<H", content, 10)[0]
        return bool(flags & 0x0100)
    if kind.key == "ppt":
        return bool(struct.unpack_from("<I", package.openstream("Current User").read(), 12)[0] == PPT_ENCRYPTED)
    at = 0
    while at + 4 <= min(len(content), HEAD):
        record, length = struct.unpack_from("<HH", content, at)
        if record == XLS_PASSWORD:
            return True
        at += 4 + length
    return False


def _video(file: BinaryIO, head: bytes, size: int) -> None:
    """MP4 and QuickTime: a row of boxes, the index and the pictures among them."""
    if head[4:8] not in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"):
        raise _foreign(head)
    if head[4:8] == b"ftyp" and head[8:12] in STILL_BRANDS:
        raise Refused("evidence-content")
    found: set[bytes] = set()
    at = 0
    while at < size:
        file.seek(at)
        start = file.read(16)
        length, name = struct.unpack(">I4s", start[:8]) if len(start) >= 8 else (0, b"")
        if length == 1:
            length = struct.unpack(">Q", start[8:16])[0] if len(start) == 16 else 0
        elif length == 0 and name == b"mdat":
            length = size - at
        if length < 8 or not re.fullmatch(rb"[\x20-\x7e\xa9]{4}", name):
            break  # cameras and editors leave marks of their own behind the last box
        if at + length > size:
            raise Refused("evidence-truncated")
        found.add(name)
        at += length
    if b"moov" not in found or not found & {b"mdat", b"moof"}:
        raise Refused("evidence-truncated" if found else "evidence-content")
