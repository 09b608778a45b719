"""Reference data: the areas of the city (GB/T 2260) and the industries of GB/T 4754-2017. Plain tables with look-ups."""

from .areas import area, registration_areas
from .encouraged import EncouragedSector, encouraged_sectors
from .industries import Division, Section, division, divisions, section, section_of, sections

__all__ = [
    "Division",
    "EncouragedSector",
    "Section",
    "area",
    "division",
    "divisions",
    "encouraged_sectors",
    "registration_areas",
    "section",
    "section_of",
    "sections",
]
