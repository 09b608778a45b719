"""Files of every kind that applicants send, innocent and hostile, made on the spot."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import cache
from typing import Any

import pikepdf
import pillow_heif
from PIL import Image

from rehearsal.evidence import pdf

TYPES = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "tiff": "image/tiff",
    "heic": "image/heic",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "mp4": "video/mp4",
}
SCRIPT = b"<html><script>alert(document.cookie)</script></html>"
PROGRAM = b"MZ\x90\x00" + bytes(range(256)) * 16
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-" + rb"ANTIVIRUS-TEST-FILE!$H+H*"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


@cache
def letter() -> bytes:
    """A page of Chinese text as PDF."""
    return pdf("朝阳市人民政府", "市长质量奖")


# ── PDF ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def remade(root: Mapping[str, Any] | None = None, *, data: bytes | None = None, **saved: Any) -> bytes:
    """A PDF written anew, with something more in its catalogue."""
    with pikepdf.open(io.BytesIO(data or letter())) as document:
        for name, value in (root or {}).items():
            document.Root[f"/{name}"] = value(document) if callable(value) else value
        out = io.BytesIO()
        document.save(out, **saved)
    return out.getvalue()


def action(kind: str, **more: Any) -> pikepdf.Dictionary:
    """An action of a PDF."""
    return pikepdf.Dictionary({"/S": pikepdf.Name(f"/{kind}")} | {f"/{name}": value for name, value in more.items()})


def attached(document: pikepdf.Pdf) -> Any:
    """Names of a catalogue that hold an attached file."""
    document.attachments["sheet.xml"] = b"<x/>"
    return document.Root.Names


def scan(pages: int = 2, mark: bytes = b"") -> bytes:
    """A PDF of nothing but pictures, as a scanner makes it; `mark` lies in the bytes of each."""
    document = pikepdf.new()
    for _ in range(pages):
        picture = pikepdf.Stream(document, picture_of("JPEG") + mark)
        for name, value in {
            "Type": pikepdf.Name.XObject, "Subtype": pikepdf.Name.Image, "Width": 64, "Height": 48, "BitsPerComponent": 8,
            "ColorSpace": pikepdf.Name.DeviceRGB, "Filter": pikepdf.Name.DCTDecode,
        }.items():  # fmt: skip
            picture[f"/{name}"] = value
        page = document.add_blank_page(page_size=(595, 842))
        page.obj["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
        page.obj["/Contents"] = pikepdf.Stream(document, b"q 595 0 0 842 0 0 cm /Im0 Do Q")
    out = io.BytesIO()
    document.save(out, compress_streams=False)
    return out.getvalue()


def updated(data: bytes, body: bytes = b"<< /Producer (WPS) >>") -> bytes:
    """A PDF with an incremental update, as signing and annotating programs append one."""
    with pikepdf.open(io.BytesIO(data)) as document:
        root, size = document.Root.objgen[0], int(document.trailer.Size)
    at = len(data) + 1
    start = data.rfind(b"startxref") + 9
    before = int(data[start:].split()[0])
    update = b"\n%d 0 obj\n%s\nendobj\n" % (size, body)
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    return data + update + table % (size, at, size + 1, root, before, len(data) + len(update))


def plain(data: bytes | None = None) -> bytes:
    """A PDF with an old cross-reference table, which an update may follow."""
    return remade(data=data, object_stream_mode=pikepdf.ObjectStreamMode.disable)


# ── Pictures ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def place() -> Image.Exif:
    """EXIF data as a phone writes them: where it was, and which side is up."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Phone"
    exif.get_ifd(0x8825).update({1: "N", 2: (41.0, 34.0, 12.0), 3: "E", 4: (120.0, 27.0, 5.0)})
    return exif


def picture_of(kind: str, mode: str = "RGB", size: tuple[int, int] = (64, 48), **saved: Any) -> bytes:
    """A picture in a format of Pillow's."""
    if kind == "HEIF":
        pillow_heif.register_heif_opener()
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(out, kind, **saved)
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A grey PNG of any size that takes few bytes."""
    rows = zlib.compressobj(9)
    body = b"".join(rows.compress(bytes(width + 1)) for _ in range(height)) + rows.flush()

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


# ── Office ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def zipped(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def office(kind: str, more: Mapping[str, bytes] | None = None, text: str = "卓越绩效") -> bytes:
    """A docx, xlsx or pptx with little in it."""
    half = len(text) // 2
    word = f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>{text[:half]}</w:t></w:r><w:r><w:t>{text[half:]}</w:t></w:r></w:p></w:body></w:document>'
    slide = f'<p:sld xmlns:p="p" xmlns:a="{DRAWING}"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>'
    parts = {
        "docx": {"word/document.xml": word},
        "xlsx": {"xl/workbook.xml": "<workbook/>", "xl/sharedStrings.xml": f"<sst><si><t>{text}</t></si></sst>"},
        "pptx": {"ppt/presentation.xml": "<p/>", "ppt/slides/slide1.xml": slide, "ppt/slides/slide2.xml": slide},
    }[kind]
    return zipped({"[Content_Types].xml": b"<Types/>"} | {name: part.encode() for name, part in parts.items()} | dict(more or {}))


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A compound file (MS-CFB, version 3): streams by name, `storage/stream` inside a storage."""
    end, free, none = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFF
    entries: list[list[Any]] = [["Root Entry", 5, none, none, end, 0]]
    fat: list[int] = []
    body = b""

    def stored(content: bytes) -> int:
        nonlocal body
        first, count = len(fat), -(-len(content) // 512)
        fat.extend([*range(first + 1, first + count), end])
        body += content.ljust(count * 512, b"\0")
        return first

    def hang(below: int, index: int) -> None:
        # A chain of right-hand siblings is a tree too.
        if entries[below][3] == none:
            entries[below][3] = index
            return
        at = entries[below][3]
        while entries[at][2] != none:
            at = entries[at][2]
        entries[at][2] = index

    storages: dict[str, int] = {}
    for name, content in streams.items():
        *folder, own = name.split("/")
        parent = 0
        if folder:
            if folder[0] not in storages:
                storages[folder[0]] = len(entries)
                entries.append([folder[0], 1, none, none, 0, 0])
                hang(0, storages[folder[0]])
            parent = storages[folder[0]]
        content = content.ljust(4096, b"\0")  # shorter ones would lie in the small stream
        entries.append([own, 2, none, none, stored(content), len(content)])
        hang(parent, len(entries) - 1)
    directory = b""
    for title, what, right, child, start, size in entries:
        raw = (title + "\0").encode("utf-16-le")
        directory += raw.ljust(64, b"\0") + struct.pack(
            "<HBBIII16xI8x8xIQ", len(raw), what, 1, none, right, child, 0, start, size
        )
    directory += (bytes(68) + struct.pack("<III", none, none, none)).ljust(128, b"\0") * (-(len(directory) // 128) % 4)
    first_directory = stored(directory)
    first_fat = len(fat)
    fat.append(0xFFFFFFFD)
    assert len(fat) <= 128
    table = struct.pack("<128I", *fat, *[free] * (128 - len(fat)))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIIII", 0, 1, first_directory, 0, 4096, end, 0, end, 0, first_fat)
    return head.ljust(512, b"\xff") + body + table


def old_office(kind: str, more: Mapping[str, bytes] | None = None, *, password: bool = False) -> bytes:
    """A doc, xls or ppt with little in it."""
    bof = struct.pack("<HH", 0x0809, 16) + bytes(16)
    parts = {
        "doc": {"WordDocument": struct.pack("<HHHHHH", 0xA5EC, 193, 0, 0, 0, 0x0100 if password else 0)},
        "xls": {"Workbook": bof + (struct.pack("<HH", 0x002F, 4) + bytes(4) if password else b"")},
        "ppt": {
            "PowerPoint Document": b"\x0f\x00\xe8\x03",
            "Current User": struct.pack("<HHIII", 0, 0x0FF6, 20, 20, 0xF3D1C4DF if password else 0xE391C05F),
        },
    }[kind]
    return ole(parts | dict(more or {}))


# ── Films ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def box(name: bytes, content: bytes = b"", *, long: bool = False) -> bytes:
    """A box of an MP4 file."""
    if long:
        return struct.pack(">I4sQ", 1, name, len(content) + 16) + content
    return struct.pack(">I4s", len(content) + 8, name) + content


FTYP = box(b"ftyp", b"isom\0\0\2\0isommp42")
MOOV = box(b"moov", box(b"mvhd", bytes(100)))
MDAT = box(b"mdat", b"\0\0\1" * 400)


def film(*boxes: bytes) -> bytes:
    """A film of some boxes; as a camera orders them when none are given."""
    return b"".join(boxes or (FTYP, MDAT, MOOV))


@cache
def innocent(kind: str) -> bytes:
    """One ordinary file of each kind."""
    if kind == "pdf":
        return letter()
    if kind in ("docx", "xlsx", "pptx"):
        return office(kind)
    if kind in ("doc", "xls", "ppt"):
        return old_office(kind)
    if kind == "mp4":
        return film()
    return picture_of("HEIF" if kind == "heic" else kind.upper())
