"""Files as they come: every kind taken, what is hostile refused with its reason, what only looks so not (Art. 16)."""

import asyncio
import gzip
import io
import json
import os
import random
import re
import struct
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import psutil
import pytest
import samples
from PIL import Image, PngImagePlugin
from samples import (
    FTYP,
    MDAT,
    MOOV,
    PROGRAM,
    SCRIPT,
    SVG,
    TYPES,
    box,
    film,
    innocent,
    office,
    old_office,
    ole,
    picture_of,
    zipped,
)

from quality_award.platform.inspection import sandbox, structure
from quality_award.platform.inspection.kinds import KINDS, kind_of
from quality_award.platform.inspection.sandbox import Examined, examine
from quality_award.platform.inspection.structure import Refused, inspect

pytestmark = [pytest.mark.anyio, pytest.mark.filterwarnings("ignore::UserWarning")]

PDF, JPEG = innocent("pdf"), innocent("jpeg")
NAME, TEXT = pikepdf.Name, pikepdf.String


def found(tmp_path: Path, kind: str, data: bytes) -> str | int | None:
    """The pages of a file that fits, or why it does not."""
    path = tmp_path / "file"
    path.write_bytes(data)
    announced = kind_of(TYPES[kind])
    assert announced is not None
    try:
        return inspect(path, announced)
    except Refused as refusal:
        return refusal.code


async def examined(tmp_path: Path, kind: str, data: bytes, **limits: Any) -> Examined:
    """What the examiner, in its own process, makes of a file."""
    path, out = tmp_path / "file", tmp_path / "made"
    path.write_bytes(data)
    out.mkdir(exist_ok=True)
    return await examine(path, announced=TYPES[kind], out=out, **limits)


# ── What is taken ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", [kind.key for kind in KINDS])
async def test_every_kind_is_taken(tmp_path: Path, kind: str) -> None:
    seen = await examined(tmp_path, kind, innocent(kind))
    pages = {"pdf": 1, "jpeg": 1, "png": 1, "webp": 1, "tiff": 1, "heic": 1, "pptx": 2}.get(kind)
    assert (seen.fits, seen.reason, seen.pages, seen.note) == (True, None, pages, "")
    pictures = kind in ("jpeg", "png", "webp", "tiff", "heic")
    assert (seen.thumbnail is not None, seen.rendition is not None) == (pictures or kind == "pdf", pictures)
    if seen.thumbnail:
        with Image.open(tmp_path / "made" / seen.thumbnail) as small:
            assert max(small.size) <= 320
    words = {"pdf": "市长质量奖", "docx": "卓越绩效", "xlsx": "卓越绩效", "pptx": "卓越绩效"}
    assert words.get(kind, "") in "".join(seen.texts)


async def test_the_text_of_many_pages_is_all_there(tmp_path: Path) -> None:
    document = pikepdf.open(io.BytesIO(PDF))
    for _ in range(204):
        document.pages.append(document.pages[0])
    out = io.BytesIO()
    document.save(out)
    seen = await examined(tmp_path, "pdf", out.getvalue())
    assert (seen.pages, len(seen.texts), seen.note) == (205, 205, "")
    assert all("市长质量奖" in text for text in seen.texts)


@pytest.mark.parametrize("kind", [kind.key for kind in KINDS])
@pytest.mark.parametrize("other", [kind.key for kind in KINDS])
def test_no_kind_passes_for_another(tmp_path: Path, kind: str, other: str) -> None:
    answer = found(tmp_path, kind, innocent(other))
    if kind == other:
        assert not isinstance(answer, str)
    else:
        assert answer == (
            "evidence-archive" if other in ("docx", "xlsx", "pptx") and not kind.endswith("x") else "evidence-content"
        )


def _pages_of(count: int) -> bytes:
    document = pikepdf.new()
    for _ in range(count):
        document.add_blank_page()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _jpeg_in(mode: str, **saved: Any) -> bytes:
    return picture_of("JPEG", mode, **saved)


def _png_with_words() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Software", "画图 <svg-edit> 1.0")
    words.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta><rdf:RDF/></x:xmpmeta>", zip=True)
    words.add_text("mxfile", "%3Cmxfile%3E" * 500)
    return picture_of("PNG", pnginfo=words)


def _motion_photo() -> bytes:
    return picture_of("JPEG", exif=samples.place()) + film()


def _two_in_one() -> bytes:
    out = io.BytesIO()
    picture = Image.new("RGB", (40, 30))
    picture.save(out, "MPO", save_all=True, append_images=[picture.resize((20, 15))])
    return out.getvalue()


def _tiff_of(pages: int, **saved: Any) -> bytes:
    out = io.BytesIO()
    picture = Image.new("1", (1700, 2200))
    picture.save(out, "TIFF", save_all=True, append_images=[picture] * (pages - 1), compression="group4", **saved)
    return out.getvalue()


FORMULA = ole({"Equation Native": b"x", "\x01CompObj": b"y"})
INNOCENT: dict[str, tuple[str, bytes, int | None]] = {
    "bytes behind the end": ("pdf", PDF + b"\r\n\r\n" + b"\0" * 3000, 1),
    "a mark of the scanner behind the end": ("pdf", PDF + b"\n%scanned by copier 42\n", 1),
    "a blank and a byte order mark in front": ("pdf", b"\xef\xbb\xbf\r\n" + PDF, 1),
    "linearised": ("pdf", samples.remade(linearize=True), 1),
    "object streams": ("pdf", samples.remade(object_stream_mode=pikepdf.ObjectStreamMode.generate), 1),
    "an update": ("pdf", samples.updated(samples.plain()), 1),
    "three updates": ("pdf", samples.updated(samples.updated(samples.updated(samples.plain()))), 1),
    "nothing but scans": ("pdf", samples.scan(3), 3),
    "marks by chance in a scan": ("pdf", samples.scan(1, b"/JS(/JS /Launch/EmbeddedFile/JavaScript PK\x05\x06"), 1),
    "words about scripts": ("pdf", samples.remade({"About": TEXT("/JavaScript /Launch /EF /XFA")}), 1),
    "a resource of a strange name": ("pdf", samples.remade({"Font": pikepdf.Dictionary(JS=1, EF=pikepdf.Dictionary())}), 1),
    "a form to fill in": (
        "pdf",
        samples.remade({"AcroForm": pikepdf.Dictionary(Fields=pikepdf.Array(), NeedAppearances=True)}),
        1,
    ),
    "a link and a jump": ("pdf", samples.remade({"OpenAction": samples.action("GoTo", D=pikepdf.Array())}), 1),
    "printing forbidden": (
        "pdf",
        samples.remade(encryption=pikepdf.Encryption(owner="o", user="", allow=pikepdf.Permissions(extract=False))),
        1,
    ),
    "a thousand pages": ("pdf", _pages_of(1000), 1000),
    "CMYK": ("jpeg", _jpeg_in("CMYK"), 1),
    "progressive and grey": ("jpeg", _jpeg_in("L", progressive=True), 1),
    "a film behind the picture": ("jpeg", _motion_photo(), 1),
    "a preview behind the picture": ("jpeg", _two_in_one(), 1),
    "text chunks": ("png", _png_with_words(), 1),
    "a palette with a clear colour": ("png", picture_of("PNG", "P", transparency=0), 1),
    "sixteen bits": ("png", picture_of("PNG", "I;16"), 1),
    "a fax of forty pages": ("tiff", _tiff_of(40), 40),
    "a TIFF for more than 4 GiB": ("tiff", _tiff_of(2, big_tiff=True), 2),
    "WebP without loss": ("webp", picture_of("WEBP", "RGBA", lossless=True), 1),
    "pictures in a document": (
        "docx",
        office(
            "docx", {"word/media/image1.jpeg": JPEG, "word/media/image2.emz": gzip.compress(b"emf"), "word/media/image3.svg": SVG}
        ),
        None,
    ),
    "a chart with its sheet": ("pptx", office("pptx", {"ppt/embeddings/sheet1.xlsx": office("xlsx")}), 2),
    "a formula": ("docx", office("docx", {"word/embeddings/oleObject1.bin": FORMULA}), None),
    "much of the same": ("xlsx", office("xlsx", {"xl/worksheets/sheet1.xml": b"<row/>" * 2_000_000}), None),
    "an unpadded end": ("doc", old_office("doc") + bytes(100), None),
    "the index first": ("mp4", film(FTYP, MOOV, MDAT), None),
    "in pieces": ("mp4", film(FTYP, MOOV, *[box(b"moof", b"x"), MDAT] * 1200), None),
    "an old camera": ("mp4", film(box(b"wide"), box(b"mdat", b"x" * 99), MOOV), None),
    "QuickTime": ("mp4", film(box(b"ftyp", b"qt  \0\0\2\0qt  "), box(b"wide"), MDAT, MOOV, box(b"free", bytes(64))), None),
    "a large film": ("mp4", film(FTYP, box(b"mdat", b"x" * 99, long=True), MOOV), None),
    "to the end of the file": ("mp4", film(FTYP, MOOV, struct.pack(">I4s", 0, b"mdat") + b"x" * 500), None),
    "a camera's own mark behind": ("mp4", film() + b"\0\0\0\0\x01\x02CAM", None),
}


@pytest.mark.parametrize("name", INNOCENT)
def test_what_only_looks_strange_is_taken(tmp_path: Path, name: str) -> None:
    kind, data, pages = INNOCENT[name]
    assert found(tmp_path, kind, data) == pages


# ── What is refused ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _html_in_front() -> bytes:
    return SCRIPT + b"\n" + PDF


def _html_behind_the_mark() -> bytes:
    return b"%PDF-1.7\n" + SCRIPT + PDF[9:]


def _archive_at_the_end() -> bytes:
    return PDF + zipped({"evil.exe": PROGRAM})


def _archive_inside_ending_well() -> bytes:
    """The archive's own comment ends as a PDF does."""
    out = io.BytesIO(PDF)
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("evil.exe", PROGRAM)
        package.comment = b"\n%%EOF\n"
    return out.getvalue()


def _lying_sizes() -> bytes:
    """The directory says that a part of 300 MiB has 10 bytes."""
    data = bytearray(office("xlsx", {"xl/worksheets/sheet1.xml": bytes(300 << 20)}))
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        for match in re.finditer(re.escape(mark), bytes(data)):
            if data[match.start() + at : match.start() + at + 4] == struct.pack("<I", 300 << 20):
                data[match.start() + at : match.start() + at + 4] = struct.pack("<I", 10)
    return bytes(data)


def _scripts_in_object_streams() -> bytes:
    data = samples.remade(
        {"OpenAction": samples.action("JavaScript", JS=TEXT("app.alert(1)"))},
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    assert b"JavaScript" not in data
    return data


def _script_spelt_otherwise() -> bytes:
    data = samples.plain(samples.remade({"OpenAction": samples.action("JavaScript", JS=TEXT("x"))}))
    return data.replace(b"/JavaScript", b"/J#61vaScript")


def _deep_in_an_annotation(document: pikepdf.Pdf) -> Any:
    document.pages[0].obj["/Annots"] = pikepdf.Array(
        [pikepdf.Dictionary(Subtype=NAME.Widget, AA=pikepdf.Dictionary(E=samples.action("JavaScript", JS=TEXT("x"))))]
    )
    return pikepdf.Dictionary()


def _encrypted_zip(data: bytes) -> bytes:
    """Every part says that it is encrypted."""
    made = bytearray(data)
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        for match in re.finditer(re.escape(mark), bytes(made)):
            made[match.start() + at] |= 1
    return bytes(made)


def _flipped(data: bytes) -> bytes:
    at = data.find(b"word/document.xml") + 30
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


BOMB = zipped({f"{number}.bin": bytes(20 << 20) for number in range(5)})
SECRET = samples.remade(encryption=pikepdf.Encryption(owner="o", user="geheim"))
REFUSED: dict[str, tuple[str, bytes, str]] = {
    "nothing": ("pdf", b"", "evidence-empty"),
    "no page": ("pdf", _pages_of(0), "evidence-truncated"),
    "a program": ("pdf", PROGRAM, "evidence-content"),
    "a program as a picture": ("jpeg", PROGRAM, "evidence-content"),
    "a page of the web": ("pdf", SCRIPT, "evidence-content"),
    "a drawing that runs": ("png", SVG, "evidence-content"),
    "a web page that is a PDF": ("pdf", _html_in_front(), "evidence-polyglot"),
    "a PDF that is a web page": ("pdf", _html_behind_the_mark(), "evidence-polyglot"),
    "a web page behind the end": ("pdf", PDF + SCRIPT, "evidence-polyglot"),
    "a program behind the end": ("pdf", PDF + PROGRAM, "evidence-polyglot"),
    "an archive behind the end": ("pdf", _archive_at_the_end(), "evidence-polyglot"),
    "an archive that ends as a PDF": ("pdf", _archive_inside_ending_well(), "evidence-polyglot"),
    "an archive behind a picture": ("jpeg", JPEG + zipped({"a": b"b"}), "evidence-polyglot"),
    "an archive behind a film": ("mp4", film() + box(b"free", zipped({"a": b"b"})), "evidence-polyglot"),
    "a script behind a picture": ("png", innocent("png") + b"<?php system($_GET[0]);", "evidence-polyglot"),
    "a PDF behind a picture": ("jpeg", JPEG + PDF, "evidence-polyglot"),
    "half a PDF": ("pdf", PDF[: len(PDF) // 2], "evidence-truncated"),
    "half of one made for the web": ("pdf", samples.remade(linearize=True)[:-400], "evidence-truncated"),
    "an update cut off": ("pdf", samples.updated(samples.plain())[:-30], "evidence-truncated"),
    "not a PDF but for its mark": ("pdf", b"%PDF-1.7\nnothing\n%%EOF", "evidence-truncated"),
    "a password": ("pdf", SECRET, "evidence-encrypted"),
    "a script": ("pdf", samples.remade({"OpenAction": samples.action("JavaScript", JS=TEXT("x"))}), "evidence-active"),
    "a script in an object stream": ("pdf", _scripts_in_object_streams(), "evidence-active"),
    "a script spelt otherwise": ("pdf", _script_spelt_otherwise(), "evidence-active"),
    "a script on a field": ("pdf", samples.remade({"X": _deep_in_an_annotation}), "evidence-active"),
    "a script in an update": ("pdf", samples.updated(samples.plain(), b"<< /S /JavaScript /JS (x) >>"), "evidence-active"),
    "a script behind printing forbidden": (
        "pdf",
        samples.remade(
            {"OpenAction": samples.action("JavaScript", JS=TEXT("x"))}, encryption=pikepdf.Encryption(owner="o", user="")
        ),
        "evidence-active",
    ),
    "a launch": ("pdf", samples.remade({"OpenAction": samples.action("Launch", F=TEXT("cmd.exe"))}), "evidence-active"),
    "a script in a film": ("pdf", samples.remade({"OpenAction": samples.action("Rendition", JS=TEXT("x"))}), "evidence-active"),
    "a form that is a program": (
        "pdf",
        samples.remade({"AcroForm": pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=TEXT("<xdp/>"))}),
        "evidence-active",
    ),
    "an attachment": ("pdf", samples.remade({"Names": samples.attached}), "evidence-active"),
    "too many pages": ("pdf", _pages_of(structure.MOST_PAGES + 1), "evidence-bomb"),
    "half a JPEG": ("jpeg", picture_of("JPEG", size=(400, 300))[:-3000], "evidence-truncated"),
    "half a PNG": ("png", innocent("png")[:-40], "evidence-truncated"),
    "half a HEIC": ("heic", innocent("heic")[:-200], "evidence-truncated"),
    "half a TIFF": ("tiff", innocent("tiff")[:500], "evidence-truncated"),
    "a film as HEIC": ("heic", film(), "evidence-content"),
    "a HEIC as film": ("mp4", innocent("heic"), "evidence-content"),
    "a picture of 400 million points": ("png", samples.png_of(20_000, 20_001), "evidence-bomb"),
    "an archive": ("pdf", zipped({"a.pdf": PDF}), "evidence-archive"),
    "an archive as a document": ("docx", zipped({"a.pdf": PDF}), "evidence-archive"),
    "rar": ("docx", b"Rar!\x1a\x07\x01\x00" + bytes(99), "evidence-archive"),
    "7z": ("docx", b"7z\xbc\xaf\x27\x1c" + bytes(99), "evidence-archive"),
    "gz": ("pdf", gzip.compress(PDF), "evidence-archive"),
    "a bomb": ("xlsx", BOMB, "evidence-archive"),
    "a bomb as a document": ("docx", office("docx", {"word/x.bin": bytes(100 << 20)}), "evidence-bomb"),
    "a bomb that lies": ("xlsx", _lying_sizes(), "evidence-truncated"),
    "a bomb in a document in a document": (
        "docx",
        office("docx", {"word/embeddings/a.docx": office("docx", {"word/x.bin": bytes(100 << 20)})}),
        "evidence-bomb",
    ),
    "documents without end": (
        "docx",
        office("docx", {"word/embeddings/a.docx": office("docx", {"b.docx": office("docx", {"c.docx": office("docx")})})}),
        "evidence-archive",
    ),
    "an archive in a document": ("docx", office("docx", {"word/media/image1.png": BOMB}), "evidence-archive"),
    "a document with a password": ("docx", ole({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}), "evidence-encrypted"),
    "parts with a password": ("docx", _encrypted_zip(office("docx")), "evidence-encrypted"),
    "macros": ("xlsx", office("xlsx", {"xl/vbaProject.bin": b"x"}), "evidence-active"),
    "macros in a sheet in a document": (
        "docx",
        office("docx", {"word/embeddings/s.xlsm": office("xlsx", {"xl/vbaProject.bin": b"x"})}),
        "evidence-active",
    ),
    "a control": ("docx", office("docx", {"word/activeX/activeX1.xml": b"<x/>"}), "evidence-active"),
    "a program in a document": (
        "docx",
        office("docx", {"word/embeddings/oleObject1.bin": ole({"\x01Ole10Native": PROGRAM})}),
        "evidence-active",
    ),
    "half a document": ("docx", office("docx")[:-60], "evidence-truncated"),
    "a bad byte in a document": ("docx", _flipped(office("docx")), "evidence-truncated"),
    "an old document with a password": ("doc", old_office("doc", password=True), "evidence-encrypted"),
    "an old sheet with a password": ("xls", old_office("xls", password=True), "evidence-encrypted"),
    "old slides with a password": ("ppt", old_office("ppt", password=True), "evidence-encrypted"),
    "old macros": ("doc", old_office("doc", {"Macros/dir": b"x"}), "evidence-active"),
    "a program in an old document": ("doc", old_office("doc", {"ObjectPool/\x01Ole10Native": PROGRAM}), "evidence-active"),
    "half an old document": ("doc", old_office("doc", {"Data": bytes(20_000)})[:9000], "evidence-truncated"),
    "half a film": ("mp4", film()[:-20], "evidence-truncated"),
    "a film without its index": ("mp4", film(FTYP, MDAT), "evidence-truncated"),
    "a film without pictures": ("mp4", film(FTYP, MOOV), "evidence-truncated"),
    "a program as a film": ("mp4", PROGRAM, "evidence-content"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_and_why(tmp_path: Path, name: str) -> None:
    kind, data, code = REFUSED[name]
    assert found(tmp_path, kind, data) == code


def test_every_reason_has_words_in_both_languages() -> None:
    codes = {code for _, _, code in REFUSED.values()} | {"evidence-unreadable", "evidence-digest", "evidence-infected"}
    words = json.loads((Path(sandbox.__file__).parents[2] / "regulation/messages/applications.json").read_text("utf-8"))
    assert all(code in words[language] for code in codes for language in ("zh-CN", "en"))


def test_damaged_files_end_as_findings(tmp_path: Path) -> None:
    """Bytes changed, cut, doubled at random: every kind either still fits or is refused; nothing else ever comes out."""
    chance = random.Random(20)
    for kind in TYPES:
        whole = innocent(kind)
        for _ in range(150):
            data = bytearray(whole)
            for _ in range(chance.randint(1, 8)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            if chance.random() < 0.4:
                del data[chance.randrange(len(data)) :]
            answer = found(tmp_path, kind, bytes(data))
            assert answer is None or isinstance(answer, int) or answer.startswith("evidence-")


# ── The public copy ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.article("16", "33")
@pytest.mark.parametrize("kind", ["jpeg", "heic", "png", "webp", "tiff"])
async def test_the_public_copy_does_not_say_where_it_was_taken(tmp_path: Path, kind: str) -> None:
    data = picture_of("HEIF" if kind == "heic" else kind.upper(), size=(640, 480), exif=samples.place())
    seen = await examined(tmp_path, kind, data)
    assert seen.rendition
    with Image.open(tmp_path / "file") as original:
        assert original.getexif()[0x010F] == "Phone"
        assert kind == "tiff" or original.getexif().get_ifd(0x8825)[2]  # Pillow writes no place into a TIFF
    for name in (seen.rendition, seen.thumbnail):
        assert name
        raw = (tmp_path / "made" / name).read_bytes()
        assert not any(mark in raw for mark in (b"Exif", b"Phone", b"xmp", b"GPS"))
        with Image.open(tmp_path / "made" / name) as copy:
            assert (len(copy.getexif()), copy.info.get("exif")) == (0, None)
            assert kind == "heic" or copy.width < copy.height  # turned as the data said; HEIC says it elsewhere


async def test_a_copy_keeps_its_tones(tmp_path: Path) -> None:
    seen = await examined(tmp_path, "png", picture_of("PNG", "I;16", size=(256, 256)))
    assert seen.rendition
    with Image.open(tmp_path / "made" / seen.rendition) as copy:
        low, high = copy.convert("L").getextrema()
    assert low < 20
    assert high < 20  # 255 of 65 535


# ── Limits ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────


TIGHT = 200 << 20


def _children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children(recursive=True) if "inspection.examine" in " ".join(child.cmdline())]


async def _begun() -> psutil.Process:
    """The examiner's process, once it runs."""
    for _ in range(2000):
        if running := _children():
            return running[0]
        await asyncio.sleep(0.005)
    raise AssertionError("no examiner was started")


async def test_the_examiner_has_a_time_and_is_gone_after_it(tmp_path: Path) -> None:
    seen = await examined(tmp_path, "png", samples.png_of(12_000, 12_000), seconds=0.3)
    assert (seen.fits, seen.reason, seen.note) == (False, "evidence-unreadable", "time")
    assert _children() == []


async def test_the_examiner_has_its_memory_and_dies_alone(tmp_path: Path) -> None:
    large = samples.png_of(13_000, 13_000)
    small = await examined(tmp_path, "png", innocent("png"), memory=TIGHT)
    assert (small.fits, small.note) == (True, "")
    seen = await examined(tmp_path, "png", large, memory=TIGHT)
    assert (seen.fits, seen.reason) == (False, "evidence-unreadable")
    # Room for the look, not for the copy: the file counts, and says that it has no picture.
    tones = picture_of("PNG", "I;16", size=(9_000, 9_000))
    seen = await examined(tmp_path, "png", tones, memory=2 * TIGHT)
    assert (seen.fits, seen.thumbnail, seen.note) == (True, None, "memory")


async def test_an_examiner_that_is_killed_is_a_finding(tmp_path: Path) -> None:
    async def kill() -> None:
        (await _begun()).kill()

    seen, _ = await asyncio.gather(examined(tmp_path, "png", samples.png_of(12_000, 12_000)), kill())
    assert (seen.fits, seen.reason, seen.note) == (False, "evidence-unreadable", "crashed")


async def test_the_examiner_has_no_secrets_and_its_limits_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASTER_KEY", "secret")
    known: dict[str, Any] = {}

    async def watch() -> None:
        child = await _begun()
        known["environment"] = child.environ()
        known["limits"] = [child.rlimit(limit)[1] for limit in (psutil.RLIMIT_AS, psutil.RLIMIT_FSIZE, psutil.RLIMIT_CORE)]

    await asyncio.gather(examined(tmp_path, "png", samples.png_of(6_000, 6_000)), watch())
    assert "MASTER_KEY" not in known["environment"]
    assert known["limits"] == [sandbox.MEMORY, sandbox.WRITTEN, 0]


async def test_two_look_at_once_the_rest_wait(tmp_path: Path) -> None:
    most = 0

    async def one(number: int) -> None:
        folder = tmp_path / str(number)
        folder.mkdir()
        await examined(folder, "pdf", PDF)

    async def count() -> None:
        nonlocal most
        while True:
            most = max(most, len(_children()))
            await asyncio.sleep(0.02)

    watching = asyncio.create_task(count())
    await asyncio.gather(*[one(number) for number in range(6)])
    watching.cancel()
    assert most == 2


def test_the_tests_have_no_scanner_in_their_environment() -> None:
    assert "CLAMD_ADDRESS" not in os.environ
