"""Optimistic versions as ETag and If-Match (RFC 9110)."""

from fastapi import Response

from quality_award.platform.errors import FieldError, Invalid


def parse_if_match(header: str | None) -> int | None:
    """`"v3"` → 3; None when the header is absent. Raises Invalid on anything else."""
    if header is None:
        return None
    tag = header.strip().removeprefix("W/").strip('"')
    if not tag.startswith("v") or not tag[1:].isdigit():
        raise Invalid([FieldError("If-Match", "field.value")], "malformed")
    return int(tag[1:])


def set_etag(response: Response, version: int) -> None:
    """Send the entity's version."""
    response.headers["ETag"] = f'"v{version}"'
