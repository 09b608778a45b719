"""Whether the first bytes of a file are what its content type says."""

SIGNATURES: dict[str, tuple[bytes, ...]] = {
    "application/pdf": (b"%PDF-",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
}


def fits(content_type: str, head: bytes) -> bool:
    """True when the head carries the type's signature; a type without a known one never fits."""
    return head.startswith(SIGNATURES.get(content_type, ()))


def shown_name(sent: str) -> str:
    """The last part of a name, at most 200 characters, its ending kept: it is shown, never used as a path."""
    name = sent.replace("\\", "/").rsplit("/", 1)[-1].strip() or "file"
    stem, dot, ending = name.rpartition(".")
    if len(name) <= 200 or not dot or len(ending) > 10:
        return name[:200]
    return f"{stem[: 199 - len(ending)]}.{ending}"
