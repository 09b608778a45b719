"""Presigned links (AWS Signature Version 4) that bind the number of bytes; the SDK's own bind the host alone."""

import datetime as dt
import hashlib
import hmac
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote, urlsplit

ALGORITHM, TERMINATOR = "AWS4-HMAC-SHA256", "aws4_request"


def presign_put(
    address: str,
    *,
    query: Mapping[str, str],
    size: int,
    access_key: str,
    secret_key: str,
    region: str,
    now: dt.datetime,
    expires: dt.timedelta,
) -> str:
    """A link to PUT exactly `size` bytes to an object's address: the store refuses any other Content-Length."""
    at = urlsplit(address)
    day = f"{now:%Y%m%d}"
    scope = f"{day}/{region}/s3/{TERMINATOR}"
    asked = {
        **query,
        "X-Amz-Algorithm": ALGORITHM,
        "X-Amz-Credential": f"{access_key}/{scope}",
        "X-Amz-Date": f"{now:%Y%m%dT%H%M%SZ}",
        "X-Amz-Expires": str(int(expires.total_seconds())),
        "X-Amz-SignedHeaders": "content-length;host",
    }
    line = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in sorted(asked.items()))
    request = f"PUT\n{at.path}\n{line}\ncontent-length:{size}\nhost:{at.netloc}\n\ncontent-length;host\nUNSIGNED-PAYLOAD"
    digest = hashlib.sha256(request.encode()).hexdigest()
    to_sign = f"{ALGORITHM}\n{asked['X-Amz-Date']}\n{scope}\n{digest}"
    signature = hmac.new(_key(secret_key, day, region), to_sign.encode(), hashlib.sha256).hexdigest()
    return f"{address}?{line}&X-Amz-Signature={signature}"


@lru_cache(maxsize=4)
def _key(secret_key: str, day: str, region: str) -> bytes:
    key = f"AWS4{secret_key}".encode()
    for part in (day, region, "s3", TERMINATOR):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key
