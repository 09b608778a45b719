"""The city and its seven districts, counties and cities at county level, with their GB/T 2260 codes (Art. 12, 13(1))."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Area:
    """An administrative area. `short_zh` is how people say it; `kind` is what it is."""

    code: str
    name_zh: str
    short_zh: str
    name_en: str
    kind: Literal["city", "district", "county", "county_level_city"]


CITY = "211300"

_AREAS = (
    Area("211300", "朝阳市", "朝阳市", "Chaoyang City", "city"),
    Area("211302", "双塔区", "双塔区", "Shuangta District", "district"),
    Area("211303", "龙城区", "龙城区", "Longcheng District", "district"),
    Area("211321", "朝阳县", "朝阳县", "Chaoyang County", "county"),
    Area("211322", "建平县", "建平县", "Jianping County", "county"),
    Area("211324", "喀喇沁左翼蒙古族自治县", "喀左县", "Harqin Left Wing Mongol Autonomous County", "county"),
    Area("211381", "北票市", "北票市", "Beipiao City", "county_level_city"),
    Area("211382", "凌源市", "凌源市", "Lingyuan City", "county_level_city"),
)
_BY_CODE = {one.code: one for one in _AREAS}


def areas() -> tuple[Area, ...]:
    """The city, then its seven areas in the order of their codes."""
    return _AREAS


def registration_areas() -> tuple[Area, ...]:
    """The seven areas that an organisation can lie in; each has its market-regulation bureau (Art. 12)."""
    return tuple(one for one in _AREAS if one.code != CITY)


def area(code: str) -> Area:
    """An area by its code. Raises `KeyError` for one outside the city."""
    return _BY_CODE[code]
