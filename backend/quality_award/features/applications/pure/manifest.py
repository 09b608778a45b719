"""The manifest of what was handed in: every file and every text by its SHA-256 (Art. 16, 26)."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

FORMAT = 1


@dataclass(frozen=True)
class HandedIn:
    """One file: where it belongs, the clause it proves, what it is, and which version of it."""

    slot: str
    article: str
    filename: str
    size: int
    sha256: str
    content_type: str
    version: str | None

    def row(self) -> dict[str, object]:
        """The file as the manifest has it; `path` is where an archive puts it."""
        return {
            "path": f"evidence/{self.slot}/{self.sha256[:12]}-{self.filename}",
            "field": self.slot,
            "article": self.article,
            "filename": self.filename,
            "size": self.size,
            "sha256": self.sha256,
            "content_type": self.content_type,
            "version": self.version,
        }


def manifest_of(about: Mapping[str, object], texts: Mapping[str, bytes], files: Iterable[HandedIn]) -> dict[str, object]:
    """{format, about the case, texts: {name: SHA-256}, files} in an order of its own."""
    return {
        "format": FORMAT,
        **about,
        "texts": {name: hashlib.sha256(text).hexdigest() for name, text in sorted(texts.items())},
        "files": [one.row() for one in sorted(files, key=lambda one: (one.slot, one.sha256, one.filename))],
    }
