"""`python -m quality_award.platform.inspection.examine FILE --announced TYPE --out FOLDER`: two lines of JSON.

The first line says whether the file fits, the second what was made of it: a small picture, a copy that browsers show and
that holds no place data, the text page by page (`texts.jsonl`). Whoever is killed between them has still said the first.
"""

import argparse
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pypdfium2
from PIL import Image, ImageOps

from .kinds import Kind, kind_of
from .structure import FORMATS, Refused, inspect

SMALL, LARGE = 320, 4096
MOST_TEXT, MOST_PAGES, PAGES_AT_ONCE = 20_000, 2_000, 100
MOST_XML = 64 << 20


def main() -> None:
    """Examine one file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--announced", required=True)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    kind = kind_of(given.announced)
    try:
        if kind is None:
            raise Refused("evidence-content")
        pages = inspect(given.file, kind)
    except Refused as refusal:
        _say({"fits": False, "reason": refusal.code, "pages": None})
        return
    _say({"fits": True, "reason": None, "pages": pages})
    made: dict[str, object] = {"thumbnail": None, "rendition": None, "note": ""}
    try:
        made |= _pictures(given.file, kind, given.out)
        _texts(given.file, kind, given.out)
    except (OSError, ValueError, MemoryError, KeyError, RuntimeError, SyntaxError) as error:
        made["note"] = "memory" if isinstance(error, MemoryError) else "no-preview"
    _say(made)


def _say(line: dict[str, object]) -> None:
    print(json.dumps(line), flush=True)


def _pictures(file: Path, kind: Kind, out: Path) -> dict[str, object]:
    if kind.family == "image":
        with Image.open(file, formats=FORMATS[kind.key]) as opened:
            if opened.mode in ("L", "RGB", "RGBA", "CMYK"):
                # In place: of a large picture there is no room for a second copy.
                opened.thumbnail((LARGE, LARGE))
            # A new picture of the bare points: no EXIF, no XMP, no place.
            upright = ImageOps.exif_transpose(opened)
            if upright.mode.startswith("I;16"):
                upright = upright.point(lambda level: level * (1 / 256)).convert("L")
            clear = "A" in upright.getbands() or "transparency" in upright.info
            bare = upright.convert("RGBA" if clear else "RGB")
        bare.thumbnail((LARGE, LARGE))
        name = "rendition.png" if clear else "rendition.jpg"
        bare.info = {}
        bare.save(out / name, quality=88)
        bare.thumbnail((SMALL, SMALL))
        bare.save(out / "thumbnail.webp")
        return {"thumbnail": "thumbnail.webp", "rendition": name}
    if kind.family == "pdf":
        document = pypdfium2.PdfDocument(file)
        page = document[0]
        scale = SMALL / max(page.get_width(), page.get_height(), 1)
        page.render(scale=scale).to_pil().convert("RGB").save(out / "thumbnail.webp")
        document.close()
        return {"thumbnail": "thumbnail.webp"}
    return {}


def _texts(file: Path, kind: Kind, out: Path) -> None:
    with (out / "texts.jsonl").open("w", encoding="utf-8") as target:
        for page in _pages(file, kind):
            # PostgreSQL's text takes no zero byte; half a surrogate pair is no text at all.
            clean = page.replace("\0", "").encode("utf-8", "ignore").decode()
            target.write(json.dumps(clean[:MOST_TEXT], ensure_ascii=False) + "\n")


def _pages(file: Path, kind: Kind) -> Iterator[str]:
    if kind.family == "pdf":
        start, count = 0, MOST_PAGES
        while start < count:
            # Opened anew now and then: the reader keeps every scan that it has passed in memory.
            with pypdfium2.PdfDocument(file) as document:
                count = min(len(document), MOST_PAGES)
                end = min(start + PAGES_AT_ONCE, count)
                for number in range(start, end):
                    text = document[number].get_textpage()
                    yield text.get_text_range()
                    text.close()
            start = end
    elif kind.family == "ooxml":
        wanted = {"docx": r"word/document\.xml", "pptx": r"ppt/slides/slide\d+\.xml", "xlsx": r"xl/sharedStrings\.xml"}[kind.key]
        with zipfile.ZipFile(file) as package:
            names = [name for name in package.namelist() if re.fullmatch(wanted, name)]
            for name in sorted(names, key=lambda one: (len(one), one))[:MOST_PAGES]:
                if package.getinfo(name).file_size <= MOST_XML:
                    data = package.read(name)
                    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
                        raise ValueError("an Office document declares no entities")
                    root = ElementTree.fromstring(data)  # noqa: S314  (no entities, and a process under limits)
                    yield "".join(_written(root)).strip()


def _written(root: ElementTree.Element) -> Iterator[str]:
    """The words of an Office part. A word may be cut into pieces anywhere; a paragraph, cell or line begins anew."""
    for node in root.iter():
        match node.tag.rpartition("}")[2]:
            case "t":
                yield node.text or ""
            case "p" | "si" | "br" | "cr" | "tab" | "tc":
                yield "\n"


if __name__ == "__main__":
    main()
