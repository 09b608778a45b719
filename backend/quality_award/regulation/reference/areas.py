"""The areas of the award's city with their GB/T 2260 codes (Art. 12, 13(1)): those of the ruleset that is in use."""

from ..parameters import Place, latest


def registration_areas() -> tuple[Place, ...]:
    """The areas that an organisation can lie in; each has its market-regulation bureau (Art. 12)."""
    return latest().areas


def area(code: str) -> Place:
    """The city, or an area of it, by its code. Raises `KeyError` for one outside the city."""
    law = latest()
    if code == law.authority.code:
        return Place(code, law.authority.name_zh, law.authority.name_en)
    for place in law.areas:
        if place.code == code:
            return place
    raise KeyError(code)
