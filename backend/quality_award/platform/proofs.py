"""What proves that two names are one person: identity number (GB 11643) and mobile phone, kept as keyed hashes alone."""

import hashlib
import hmac
import re
from typing import Literal

from stdnum.cn import ric as _ric
from stdnum.exceptions import ValidationError

Kind = Literal["identity", "phone"]

_PURPOSE = b"quality-award/proof/v1"
_IDENTITY = re.compile(r"[1-9][0-9]{5}(?:18|19|20)[0-9]{9}[0-9X]")
_MOBILE = re.compile(r"(?:\+?86)?(1[3-9][0-9]{9})")


def parse_identity(text: str) -> str | None:
    """The resident identity number without spaces and in capitals; None when its form, date of birth or check digit is wrong.

    The library's own `validate` also asks whether the district had its code in the year of birth. Numbers were first given out in
    1984, after the district of that day: it would refuse true numbers of older people.
    """
    number = re.sub(r"\s", "", text).upper()
    if not _IDENTITY.fullmatch(number) or number[-1] != _ric.calc_check_digit(number):
        return None
    try:
        _ric.get_birth_date(number)
    except ValidationError:
        return None
    return number


def parse_phone(text: str) -> str | None:
    """A mobile number of the mainland in its eleven digits; None when it is none."""
    found = _MOBILE.fullmatch(re.sub(r"[\s-]", "", text))
    return found[1] if found else None


def proof_hash(kind: Kind, text: str, key: bytes) -> str:
    """HMAC-SHA-256 of a number in its normal form, in hexadecimal; `key` is the installation's master key.

    The same number gives the same hash wherever it is entered, and nobody without the key can try numbers through. The key in use
    is derived from the master key for this purpose alone; the kind is part of what is hashed.
    """
    own = hmac.digest(key, _PURPOSE, hashlib.sha256)
    return hmac.new(own, f"{kind}:{text}".encode(), hashlib.sha256).hexdigest()
