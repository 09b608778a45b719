"""The text of the public notices and the numbers of the certificates (Art. 17(1)(8)(9), 18)."""

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from quality_award.regulation.source import numeral

SHANGHAI = ZoneInfo("Asia/Shanghai")
# No 0/O, 1/I/L: people read the code off a certificate.
READABLE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def moment(at: dt.datetime) -> str:
    """2026年3月2日9时00分, in Chaoyang."""
    local = at.astimezone(SHANGHAI)
    if (local.hour, local.minute) == (0, 0):
        before = local - dt.timedelta(days=1)
        return f"{before.year}年{before.month}月{before.day}日24时"
    return f"{local.year}年{local.month}月{local.day}日{local.hour}时{local.minute:02d}分"


def named(number: int, award: str) -> str:
    """第七届朝阳市市长质量奖."""
    return f"第{numeral(number)}届{award}"


def call(
    *,
    award: str,
    city: str,
    number: int,
    opens_at: dt.datetime,
    closes_at: dt.datetime,
    recommend_by: dt.datetime,
    min_years: int,
) -> tuple[str, str]:
    """Title and body of the notice of application (Art. 17(1))."""
    title = f"关于组织申报{named(number, award)}的通知"
    body = (
        "各推荐单位，各有关组织：\n"
        f"{named(number, award)}评定实施方案和评审专家组人员组成已经市评委会审定，现将申报事项公布如下。\n"
        f"一、申报条件：在{city}行政区域内登记注册、合法生产经营{min_years}年以上，并符合《{award}管理办法》第十三条至第十五条规定的组织。\n"
        f"二、申报期限：{moment(opens_at)}至{moment(closes_at)}，以本系统时间为准，逾期不再受理。\n"
        "三、申报渠道：中（省）直企业直接向市评定办申报；市属企业经市有关行业主管部门推荐；"
        "其他组织由所在县（市）区市场监督管理局统一报送。禁止通过多个渠道重复申报。\n"
        f"四、推荐单位应于{moment(recommend_by)}前报送推荐意见。\n"
        "五、申报组织应当按照评审标准逐条进行自我评价，填写申报表，提供必要的证实性材料，并对材料的完整、真实、可靠负责。"
    )
    return title, body


def publicity(*, award: str, number: int, ends_at: dt.datetime, days: int) -> tuple[str, str]:
    """Title and body of the publicity of the initial list (Art. 17(8), 20)."""
    title = f"{named(number, award)}获奖初选名单公示"
    body = (
        f"经市评委会审议，确定{named(number, award)}获奖初选名单，现予公示，公示期{days}天，至{moment(ends_at)}止。\n"
        "任何单位或者个人对申报组织的资格及推荐材料真实性等有异议的，应当在公示期内以真实身份和必要的书面证实材料直接向市评定办提出；"
        "逾公示期及匿名方式提出的异议不予受理。市评定办对异议者的身份予以保密。"
    )
    return title, body


def results(*, award: str, number: int, document: str, counts: Sequence[tuple[str, int]]) -> tuple[str, str]:
    """Title and body of the results (Art. 17(9), 18); `counts`: each prize, from the highest, with its number of winners."""
    title = f"关于{named(number, award)}获奖组织的表彰决定"
    parts = "、".join(f"{title}{count}家" for title, count in counts if count)
    body = (
        f"经市评委会审定并报市政府批准（{document}），授予下列组织{named(number, award)}：{parts or '本届各奖项空缺'}。\n"
        "获奖组织可在组织形象宣传中使用荣誉称号及标识并注明获奖年份，不得将称号用于具体产品的说明和包装。"
    )
    return title, body


def certificate_number(award: str, year: int, mark: str, serial: int) -> str:
    """朝质奖〔2026〕金01号."""
    return f"{award}〔{year}〕{mark}{serial:02d}号"


def verify_code() -> str:
    """Twelve readable characters, not to be guessed: what a certificate is checked by (Art. 35)."""
    return "".join(secrets.choice(READABLE) for _ in range(12))


def entry(
    organisation: str, case_number: str, tier: str | None = None, *, tier_title: str = "", project: str = "", **more: Any
) -> dict[str, Any]:
    """A line of a public notice; the prize by its name too, since a notice stays as it was."""
    prize = {"tier": tier, "tier_title": tier_title} if tier else {}
    about = {"project": project} if project else {}
    return {"organisation": organisation, **about, "case_number": case_number, **prize, **more}
