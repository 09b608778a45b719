"""Unified social credit codes (GB 32100-2015) around organisation codes (GB 11714-1997), both check characters computed."""

_ORGAN_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGAN_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# I, O, S, V and Z are left out of the standard's alphabet.
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

ENTERPRISE = "91"
COOPERATIVE = "93"
PUBLIC_INSTITUTION = "12"
PRIVATE_NON_PROFIT = "52"


def organ_code(body: str) -> str:
    """Eight characters and their GB 11714 check character."""
    if len(body) != 8:
        raise ValueError(f"an organisation code has eight characters before its check character, not {body!r}")
    total = sum(weight * _ORGAN_ALPHABET.index(char) for weight, char in zip(_ORGAN_WEIGHTS, body, strict=True))
    check = 11 - total % 11
    return body + {10: "X", 11: "0"}.get(check, str(check))


def check_character(body: str) -> str:
    """The 18th character for the first seventeen: weights are powers of 3 modulo 31."""
    if len(body) != 17:
        raise ValueError(f"seventeen characters go before the check character, not {body!r}")
    total = sum(_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return _ALPHABET[(31 - total % 31) % 31]


def uscc(prefix: str, area_code: str, organ_body: str) -> str:
    """Registering department and kind (two characters), area, organisation code with its check, check character."""
    body = prefix + area_code + organ_code(organ_body)
    return body + check_character(body)


def demo_uscc(prefix: str, area_code: str, serial: int, year: int) -> str:
    """A code for the demonstration data. Codes of after 2015 begin with MA, as real ones do; older ones are digits."""
    organ_body = f"MA0Y{serial:04d}" if year >= 2016 else f"{70_000_000 + serial * 21_013:08d}"
    return uscc(prefix, area_code, organ_body)
