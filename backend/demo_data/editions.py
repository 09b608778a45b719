"""The edition that ended two years ago with its winners, the plan of the present one, and some regulatory records."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Tier = Literal["gold", "silver", "nomination"]


@dataclass(frozen=True)
class PastAward:
    """An award of the previous edition (Art. 18). `organisation` is a key of `organisations`."""

    organisation: str
    tier: Tier
    rank: int
    score: float
    certificate: str
    prize: int
    paid_on: dt.date
    voucher: str


@dataclass(frozen=True)
class PastEdition:
    """The previous edition with its dates. Times are left to the reader: days in Chaoyang."""

    number: int
    year: int
    title: str
    announced_on: dt.date
    opens_on: dt.date
    closes_on: dt.date
    recommend_by: dt.date
    publicity_from: dt.date
    publicity_until: dt.date
    approved_on: dt.date
    approval_document: str
    results_on: dt.date
    budget_work: int
    budget_prizes: int
    applicants: int
    awards: tuple[PastAward, ...]


@dataclass(frozen=True)
class DemoRecord:
    """监管记录 about an organisation (Art. 14, 36)."""

    organisation: str
    kind: str
    occurred_on: dt.date
    source: str
    document: str
    description: str
    fatalities: int = 0


PREVIOUS_NUMBER, PREVIOUS_YEAR = 6, 2024
PRESENT_NUMBER, PRESENT_YEAR = 7, 2026

_PRIZES: dict[Tier, int] = {"gold": 200_000, "silver": 100_000, "nomination": 50_000}
_LETTERS: dict[Tier, str] = {"gold": "J", "silver": "Y", "nomination": "T"}

_WINNERS: tuple[tuple[str, Tier, float], ...] = (
    ("ruike", "gold", 712.35), ("longqi", "gold", 698.6),
    ("shenggu", "silver", 676.25), ("xuantie", "silver", 668.4), ("ciji", "silver", 661.85), ("yuhe", "silver", 655.1), ("huayu", "silver", 649.75),
    ("lifeng", "nomination", 633.2), ("heguyuan", "nomination", 627.55), ("haoyang", "nomination", 621.9), ("yanshan", "nomination", 615.45),
    ("zhukun", "nomination", 609.3), ("muxing", "nomination", 602.65),
)  # fmt: skip


def _award(rank: int, row: tuple[str, Tier, float]) -> PastAward:
    key, tier, score = row
    return PastAward(
        key, tier, rank, score, f"CYZLJ-{PREVIOUS_YEAR}-{_LETTERS[tier]}{rank:02d}", _PRIZES[tier], dt.date(2024, 12, 12), f"朝财拨〔2024〕{310 + rank}号",
    )  # fmt: skip


PREVIOUS_EDITION = PastEdition(
    number=PREVIOUS_NUMBER,
    year=PREVIOUS_YEAR,
    title="第六届朝阳市市长质量奖",
    announced_on=dt.date(2024, 4, 15),
    opens_on=dt.date(2024, 4, 16),
    closes_on=dt.date(2024, 6, 14),
    recommend_by=dt.date(2024, 6, 28),
    publicity_from=dt.date(2024, 10, 21),
    publicity_until=dt.date(2024, 10, 28),
    approved_on=dt.date(2024, 11, 18),
    approval_document="朝政发〔2024〕21号",
    results_on=dt.date(2024, 11, 20),
    budget_work=600_000,
    budget_prizes=2_000_000,
    applicants=34,
    awards=tuple(_award(rank, row) for rank, row in enumerate(_WINNERS, start=1)),
)

PRESENT_TITLE = "第七届朝阳市市长质量奖"
PLAN_TEXT = """一、工作目标
依据《朝阳市市长质量奖管理办法》，评定第七届朝阳市市长质量奖，金奖不超过3个、银奖不超过7个、提名奖不超过10个，总数不超过20家，名额可以空缺。

二、评审标准
采用GB/T 19580-2012《卓越绩效评价准则》和GB/Z 19579-2012《卓越绩效评价准则实施指南》，总分1000分。

三、评定程序
按发布通知、组织申报、部门推荐、资格审查、资料评审、现场评审、综合评价、审议公示、审定报批的程序进行。

四、评审组织
评审工作按照政府采购规定委托第三方机构承担。评审专家从辽宁省省长质量奖评审专家库中聘请，每个申报组织由3名专家独立评审，设组长1名。

五、得分计算
综合得分由资料评审得分和现场评审得分加权得出，权重在方案确认页列明。

六、纪律要求
评审人员和工作人员与申报组织有利害关系的应主动回避；保守商业秘密和技术秘密；不得收取任何费用和礼品。"""
CALL_TEXT = """按照《朝阳市市长质量奖管理办法》，现组织开展第七届朝阳市市长质量奖申报工作。凡在朝阳市行政区域内登记注册、合法生产经营5年以上，符合办法第十三条至第十五条规定的组织，均可自愿申报。
中（省）直企业直接向市评定办申报，市属企业经市有关行业主管部门推荐申报，其他组织由所在县（市）区市场监督管理局推荐。不得通过多个渠道重复申报。申报不收取任何费用。"""

RECORDS = (
    DemoRecord("jinting", "failed_sample", dt.date(2025, 5, 20), "辽宁省市场监督管理局", "辽市监抽〔2025〕118号",
               "校服产品质量监督抽查，色牢度项目不合格，已完成整改复查"),
    DemoRecord("kunshi", "safety_accident_larger", dt.date(2024, 3, 8), "朝阳市应急管理局", "朝应急调〔2024〕6号",
               "露天采场边坡坍塌，认定为较大生产安全责任事故", 3),
    DemoRecord("dizhu", "safety_accident_fatal_general", dt.date(2024, 9, 17), "朝阳市应急管理局", "朝应急调〔2024〕19号",
               "施工现场高处坠落，认定为一般生产安全责任事故", 1),
    DemoRecord("mengjun", "serious_complaint", dt.date(2021, 7, 2), "喀喇沁左翼蒙古族自治县市场监督管理局", "喀市监诉〔2021〕77号",
               "游客群体投诉收费不透明，经查属实并已退费，发生在回溯期之前"),
    DemoRecord("haoyang", "failed_sample", dt.date(2026, 2, 11), "朝阳市市场监督管理局", "朝市监抽〔2026〕12号",
               "建筑陶瓷质量监督抽查，断裂模数项目不合格"),
)  # fmt: skip
