"""Whether the first bytes of a file are what its content type says."""

ZIP = (b"PK\x03\x04",)
OLE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)

SIGNATURES: dict[str, tuple[bytes, ...]] = {
    "application/pdf": (b"%PDF-",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "application/msword": OLE,
    "application/vnd.ms-excel": OLE,
    "application/vnd.ms-powerpoint": OLE,
}


def fits(content_type: str, head: bytes) -> bool:
    """True when the head carries the type's signature. Types without a known one are taken unless they look executable."""
    if content_type in SIGNATURES:
        return head.startswith(SIGNATURES[content_type])
    if content_type.startswith("application/vnd.openxmlformats"):
        return head.startswith(ZIP)
    if content_type in ("image/heic", "image/heif", "video/mp4", "video/quicktime"):
        return head[4:8] == b"ftyp"
    if content_type == "image/webp":
        return head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    return not head.startswith((b"MZ", b"\x7fELF", b"#!"))
