"""The kinds of files that can be recognised, by content."""

from dataclasses import dataclass
from typing import Literal

Family = Literal["pdf", "image", "ooxml", "ole", "video"]
_OOXML = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True)
class Kind:
    """A kind: how its content begins is in `examine`; `part` is the part that an OOXML file of the kind has."""

    key: str
    family: Family
    content_types: tuple[str, ...]
    part: str = ""


KINDS = (
    Kind("pdf", "pdf", ("application/pdf",)),
    Kind("jpeg", "image", ("image/jpeg",)),
    Kind("png", "image", ("image/png",)),
    Kind("webp", "image", ("image/webp",)),
    Kind("tiff", "image", ("image/tiff",)),
    Kind("heic", "image", ("image/heic", "image/heif")),
    Kind("docx", "ooxml", (f"{_OOXML}wordprocessingml.document",), "word/document.xml"),
    Kind("xlsx", "ooxml", (f"{_OOXML}spreadsheetml.sheet",), "xl/workbook.xml"),
    Kind("pptx", "ooxml", (f"{_OOXML}presentationml.presentation",), "ppt/presentation.xml"),
    Kind("doc", "ole", ("application/msword",), "WordDocument"),
    Kind("xls", "ole", ("application/vnd.ms-excel",), "Workbook"),
    Kind("ppt", "ole", ("application/vnd.ms-powerpoint",), "PowerPoint Document"),
    Kind("mp4", "video", ("video/mp4", "video/quicktime")),
)
_BY_TYPE = {name: kind for kind in KINDS for name in kind.content_types}


def kind_of(content_type: str) -> Kind | None:
    """The kind that a content type announces."""
    return _BY_TYPE.get(content_type)
