"""Whether the first bytes of a file are what its content type says."""

import re
import unicodedata

SIGNATURES: dict[str, tuple[bytes, ...]] = {
    "application/pdf": (b"%PDF-",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
}


def fits(content_type: str, head: bytes) -> bool:
    """True when the head carries the type's signature; a type without a known one never fits."""
    return head.startswith(SIGNATURES.get(content_type, ()))


# Marks that turn the direction of what follows: with one, a name that ends in .exe may be shown as ending in .pdf.
TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def shown_name(sent: str) -> str:
    """The last part of a name, at most 200 characters, its ending kept: it is shown, never used as a path.

    What is not seen is left out: control characters, line breaks, half characters, marks that turn the writing's direction.
    """
    name = unicodedata.normalize("NFC", TURNS.sub("", sent.replace("\\", "/").rsplit("/", 1)[-1]))
    name = "".join(one for one in name if unicodedata.category(one) not in ("Cc", "Cs", "Zl", "Zp")).strip()
    name = name if name.strip(". ") else "file"
    stem, dot, ending = name.rpartition(".")
    if len(name) <= 200 or not dot or len(ending) > 10:
        return name[:200]
    return f"{stem[: 199 - len(ending)]}.{ending}"
