"""Figures of an organisation, coherent over three years, and the application form that they fill (Art. 16)."""

from dataclasses import dataclass
from typing import Any

from .names import name
from .organisations import Organisation

YEARS = 3


@dataclass(frozen=True)
class Figures:
    """Three years each, oldest first, unless said otherwise. Money in 万元."""

    turnover: tuple[float, float, float]
    profit: tuple[float, float, float]
    tax: tuple[float, float, float]
    assets: tuple[float, float, float]
    debt_ratio: tuple[float, float, float]
    rd: tuple[float, float, float]
    energy: tuple[float, float, float]
    quality: tuple[float, float, float]
    satisfaction: tuple[float, float, float]
    training: tuple[float, float, float]
    share: tuple[float, float, float]
    served: tuple[int, int, int]
    fiscal: tuple[float, float, float]
    benefit: tuple[float, float, float]


def pick(organisation: Organisation, salt: int, low: int, high: int) -> int:
    """A whole number from low to high, always the same for the same organisation and salt."""
    return low + (organisation.number * 2654435761 + salt * 40503 + organisation.number * salt * 97) % 2**32 // 7 % (
        high - low + 1
    )


def _three(values: list[float], digits: int = 1) -> tuple[float, float, float]:
    first, second, third = (round(value, digits) for value in values)
    return first, second, third


def _rising(last: float, step: float, ceiling: float = 1e12) -> tuple[float, float, float]:
    return _three([min(last - 2 * step, ceiling), min(last - step * 0.9, ceiling), min(last, ceiling)])


def figures(organisation: Organisation) -> Figures:
    """The figures of the three years before the present edition."""
    rate = 1 + organisation.growth / 100
    wobble = 1 + pick(organisation, 1, -8, 8) / 1000
    turnover = _three([organisation.turnover / rate**2, organisation.turnover / rate * wobble, organisation.turnover])
    margin = organisation.margin
    profit = _three([turnover[0] * margin * 0.92 / 100, turnover[1] * margin * 0.97 / 100, turnover[2] * margin / 100])
    capital = pick(organisation, 2, 85, 145) / 100
    debt = pick(organisation, 3, 360, 540) / 10
    research = pick(organisation, 4, 16, 44) / 1000
    energy = pick(organisation, 5, 30, 160) / 1000
    quality = pick(organisation, 6, 966, 994) / 10
    satisfied = pick(organisation, 7, 921, 976) / 10
    school = organisation.trade.code == "school"
    # A school serves its pupils, a hospital every visit.
    served = (
        organisation.employees * pick(organisation, 8, 10, 13)
        if school
        else int(organisation.turnover * pick(organisation, 8, 7, 12))
    )
    fiscal = pick(organisation, 15, 80, 92) if school else pick(organisation, 15, 12, 30)
    share = pick(organisation, 9, 60, 310) / 10
    return Figures(
        turnover=turnover,
        profit=profit,
        tax=_three([value * 0.28 + base * 0.021 for value, base in zip(profit, turnover, strict=True)]),
        assets=_three([value * capital for value in turnover]),
        debt_ratio=_three([debt + 2.4, debt + 1.1, debt]),
        rd=_three([value * (research + step) for value, step in zip(turnover, (-0.004, -0.002, 0), strict=True)]),
        energy=_three([energy * 1.09, energy * 1.04, energy], 3),
        quality=_rising(quality, pick(organisation, 10, 4, 11) / 10),
        satisfaction=_rising(satisfied, pick(organisation, 11, 7, 16) / 10),
        training=_rising(pick(organisation, 12, 42, 78), pick(organisation, 13, 4, 9)),
        share=_rising(share, pick(organisation, 14, 8, 21) / 10),
        served=(int(served * 0.86), int(served * 0.93), served),
        fiscal=_three([value * fiscal / 100 for value in turnover]),
        benefit=_three([value * pick(organisation, 16, 8, 22) / 1000 for value in turnover]),
    )


_LOCAL_SERVICES = frozenset({"water", "power", "transport", "tourism", "retail", "building", "hospital", "school"})


def makes_goods(organisation: Organisation) -> bool:
    """Whether it sells products beyond its town; only then a market share and patents say something."""
    return organisation.trade.code not in _LOCAL_SERVICES


def counts(organisation: Organisation) -> dict[str, int]:
    """Staff, patents, projects: whole numbers used in form and texts alike."""
    staff = organisation.employees
    business = organisation.nature == "for_profit"
    return {
        "technical": int(staff * pick(organisation, 20, 14, 27) / 100)
        if business
        else int(staff * pick(organisation, 20, 62, 82) / 100),
        "quality_staff": max(3, int(staff * pick(organisation, 21, 15, 40) / 1000)),
        "patents": pick(organisation, 22, 2, 18) if makes_goods(organisation) else pick(organisation, 22, 0, 2),
        "standards": pick(organisation, 23, 1, 7) if business else pick(organisation, 23, 1, 2),
        "projects": pick(organisation, 24, 12, 58),
        "since": max(organisation.registered_on.year + 1, pick(organisation, 25, 2014, 2021)),
    }


_SYSTEMS = {
    "vehicle": ["iso9001", "iatf16949", "iso14001", "iso45001"],
    "food": ["iso9001", "iso22000", "iso14001"],
    "brewing": ["iso9001", "iso22000", "iso14001"],
    "power": ["iso9001", "iso14001", "iso45001", "iso50001"],
    "metal": ["iso9001", "iso14001", "iso45001", "iso50001"],
    "hospital": ["accreditation", "iso9001"],
    "school": ["accreditation"],
    "farming": ["iso9001", "other"],
    "retail": ["iso9001", "iso22000"],
}
_HONOURS = (
    ("朝阳市文明单位", "朝阳市精神文明建设指导委员会"), ("朝阳市五一劳动奖状", "朝阳市总工会"), ("辽宁省质量标杆", "辽宁省质量协会"),
    ("朝阳市诚信示范单位", "朝阳市发展和改革委员会"), ("辽宁省用户满意服务单位", "辽宁省质量协会"),
)  # fmt: skip
_HONOURS_OF_MAKERS = (
    ("辽宁省专精特新中小企业", "辽宁省工业和信息化厅"), ("朝阳市科技进步奖二等奖", "朝阳市人民政府"), ("辽宁省企业技术中心", "辽宁省工业和信息化厅"),
)  # fmt: skip


def _per_year(values: tuple[float, ...], edition_year: int) -> dict[str, float]:
    return {str(edition_year - YEARS + place): value for place, value in enumerate(values)}


def application_form(organisation: Organisation, edition_year: int) -> dict[str, Any]:
    """The form as the organisation fills it in, complete and consistent with its texts."""
    fig, count = figures(organisation), counts(organisation)
    form: dict[str, Any] = {
        "contact_name": organisation.contact_name,
        "contact_phone": organisation.contact_phone,
        "contact_email": organisation.contact_email,
        "quality_head": organisation.quality_head,
        "main_products": organisation.products,
        "sites": organisation.address,
        "management_systems": _SYSTEMS.get(organisation.trade.code, ["iso9001", "iso14001", "iso45001"]),
        "excellence_since": count["since"],
        "quality_staff": count["quality_staff"],
        "technical_staff": count["technical"],
        "improvement_projects": count["projects"],
        "satisfaction": _per_year(fig.satisfaction, edition_year),
        "training_hours": _per_year(fig.training, edition_year),
        "invention_patents": count["patents"],
        "standards": count["standards"],
        "honours": _honours(organisation, edition_year),
        **_around(organisation, edition_year),
        "accidents": False,
        "failed_samples": False,
        "complaints": False,
        "penalties": False,
    }
    if organisation.nature == "for_profit":
        form |= _business(organisation, fig, edition_year)
    else:
        form |= _non_profit(organisation, fig, edition_year)
    return form


def _business(organisation: Organisation, fig: Figures, edition_year: int) -> dict[str, Any]:
    staff, turnover = organisation.employees, organisation.turnover
    scale = "large" if staff >= 1000 and turnover >= 40_000 else "medium" if staff >= 300 and turnover >= 2_000 else "small"
    form: dict[str, Any] = {
        "registered_capital": float(round(turnover * pick(organisation, 30, 8, 20) / 100, -2)),
        "scale": scale,
        "revenue": _per_year(fig.turnover, edition_year),
        "profit": _per_year(fig.profit, edition_year),
        "tax": _per_year(fig.tax, edition_year),
        "total_assets": _per_year(fig.assets, edition_year),
        "debt_ratio": _per_year(fig.debt_ratio, edition_year),
        "rd_spend": _per_year(fig.rd, edition_year),
        "energy_per_output": _per_year(fig.energy, edition_year),
        "pass_rate": _per_year(fig.quality, edition_year),
    }
    if makes_goods(organisation):
        form["market_share"] = _per_year(fig.share, edition_year)
    return form


def _non_profit(organisation: Organisation, fig: Figures, edition_year: int) -> dict[str, Any]:
    spent = tuple(round(value - surplus, 1) for value, surplus in zip(fig.turnover, fig.profit, strict=True))
    return {
        "organisation_kind": organisation.trade.code,
        "income": _per_year(fig.turnover, edition_year),
        "fiscal_support": _per_year(fig.fiscal, edition_year),
        "expenditure": _per_year(spent, edition_year),
        "service_volume": _per_year(fig.served, edition_year),
        "service_quality_rate": _per_year(fig.quality, edition_year),
        "public_benefit": _per_year(fig.benefit, edition_year),
        "energy_per_area": _per_year(tuple(round(value * 120, 1) for value in fig.energy), edition_year),
    }


_ADVISERS = ("辽宁卓远管理咨询有限公司", "沈阳精益企业管理顾问有限公司", "大连明德质量技术咨询有限公司")
_BODIES = ("华北认证中心有限公司", "东北质量检验检测有限公司")


def _around(organisation: Organisation, edition_year: int) -> dict[str, Any]:
    """Who leads, owns, advised and certified it (Art. 32). None of them is an expert's employer."""
    adviser, body = pick(organisation, 40, 0, len(_ADVISERS) - 1), pick(organisation, 41, 0, len(_BODIES) - 1)
    said: dict[str, Any] = {
        "executives": [
            {"name": name(300 + organisation.number * 2), "post": "总经理", "since": edition_year - pick(organisation, 42, 2, 9)},
            {
                "name": name(301 + organisation.number * 2),
                "post": "财务负责人",
                "since": edition_year - pick(organisation, 43, 1, 6),
            },
        ],
        "consultants": [{"organisation": _ADVISERS[adviser], "since": edition_year - 1}],
        "certifiers": [{"organisation": _BODIES[body], "since": edition_year - 3, "until": edition_year}],
    }
    if organisation.nature == "for_profit":
        share = float(pick(organisation, 44, 35, 80))
        said["shareholders"] = [
            {"name": organisation.legal_representative, "share": share},
            {"name": f"朝阳{organisation.short}投资有限公司", "share": 100 - share, "since": organisation.registered_on.year},
        ]
    return said


def _honours(organisation: Organisation, edition_year: int) -> list[dict[str, Any]]:
    first = pick(organisation, 31, 0, len(_HONOURS) - 1)
    chosen = [_HONOURS[(first + step) % len(_HONOURS)] for step in (0, 2)]
    if makes_goods(organisation):
        chosen.append(_HONOURS_OF_MAKERS[pick(organisation, 36, 0, len(_HONOURS_OF_MAKERS) - 1)])
    return [
        {"name": title, "issuer": issuer, "year": edition_year - pick(organisation, 32 + place, 1, 4)}
        for place, (title, issuer) in enumerate(chosen)
    ]
