"""Reference data: the areas of Chaoyang (GB/T 2260) and the industries of GB/T 4754-2017. Plain tables with look-ups."""

from .areas import CITY, Area, area, areas, registration_areas
from .industries import Division, Section, division, divisions, section, section_of, sections

__all__ = [
    "CITY",
    "Area",
    "Division",
    "Section",
    "area",
    "areas",
    "division",
    "divisions",
    "registration_areas",
    "section",
    "section_of",
    "sections",
]
