"""Names in an archive: one path component each, safe on every file system, never the same twice."""

import unicodedata

LONGEST = 255
"""Bytes of a path component in UTF-8: what ext4, NTFS and tar readers all take."""
# What Windows refuses, what a shell or BagIt 1.0 reads otherwise.
_REFUSED = frozenset('<>:"/\\|?*%~')
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))})


def component(text: str, *, prefix: str = "", longest: int = LONGEST) -> str:
    """A name as one path component: no way up, no control or invisible characters, its extension kept when it is cut."""
    shown = "".join(
        "_" if one in _REFUSED or unicodedata.category(one)[0] == "C" or unicodedata.category(one) in ("Zl", "Zp") else one
        for one in unicodedata.normalize("NFC", text)
    )
    shown = " ".join(shown.split()).strip(". ")
    if not shown or shown.split(".")[0].casefold() in _DEVICES:
        shown = f"_{shown}"
    stem, dot, extension = shown.rpartition(".")
    if not dot or not stem or len(extension) > 10 or " " in extension:
        stem, extension = shown, ""
    tail = f".{extension}" if extension else ""
    return f"{prefix}{_cut(stem, longest - len(prefix.encode()) - len(tail.encode()))}{tail}"


def _cut(text: str, longest: int) -> str:
    cut = text.encode()[:longest].decode(errors="ignore")
    return cut if cut == text else cut.rstrip(". ") or "_"


class Folder:
    """Gives each file of one folder a name of its own, also where names differ by case alone."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def name(self, text: str, *, prefix: str = "") -> str:
        """A component that no other file of the folder has."""
        made, number = component(text, prefix=prefix), 1
        while made.casefold() in self._taken:
            number += 1
            made = component(text, prefix=f"{prefix}{number}-")
        self._taken.add(made.casefold())
        return made
