"""统一社会信用代码 (GB 32100): form, area and check digit."""

from dataclasses import dataclass

from stdnum.cn import uscc as _uscc
from stdnum.exceptions import ValidationError


@dataclass(frozen=True)
class Uscc:
    """A code in its normal form, and the area of the authority that registered it (characters 3 to 8)."""

    code: str
    area: str


def parse_uscc(text: str) -> Uscc | None:
    """The code without spaces and in capitals; None when a character or the check digit is wrong."""
    try:
        code = str(_uscc.validate(text))
    except ValidationError:
        return None
    return Uscc(code, code[2:8])
