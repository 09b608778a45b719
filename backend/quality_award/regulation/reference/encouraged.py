"""Kinds of organisation that Art. 4 encourages: recorded and reported, never a bonus in a score."""

from dataclasses import dataclass


@dataclass(frozen=True)
class EncouragedSector:
    """One of them, with its names."""

    code: str
    name_zh: str
    name_en: str


_SECTORS = (
    EncouragedSector("advanced_manufacturing", "先进制造业", "Advanced manufacturing"),
    EncouragedSector("emerging_industry", "战略性新兴产业", "Strategic emerging industries"),
    EncouragedSector("modern_agriculture", "现代农业", "Modern agriculture"),
    EncouragedSector("modern_services", "现代服务业", "Modern services"),
    EncouragedSector("energy_environment", "节能环保产业", "Energy saving and environmental protection"),
    EncouragedSector("growing_sme", "成长性强的中小企业", "Growing small and medium-sized enterprises"),
)


def encouraged_sectors() -> tuple[EncouragedSector, ...]:
    """All of them, in the order of the article."""
    return _SECTORS
