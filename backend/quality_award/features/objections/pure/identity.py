"""Whether a number can be somebody's: a resident identity card (GB 11643) or a unified social credit code (GB 32100)."""

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError


def proper(number: str) -> bool:
    """True when the check digit, and for a card the date of birth, are right."""
    joined = number.replace(" ", "")
    return uscc.is_valid(joined) or _card(joined)


def _card(number: str) -> bool:
    # Area codes change and old cards keep theirs, so the library's list of areas is not asked.
    try:
        compact = ric.compact(number)
        if len(compact) != 18 or not (compact.isascii() and compact[:17].isdecimal()):
            return False
        ric.get_birth_date(compact)
        return bool(ric.calc_check_digit(compact) == compact[-1].upper())
    except ValidationError:
        return False
