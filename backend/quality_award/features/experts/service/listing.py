"""The pool as a sheet: the template to fill in, and the export."""

import asyncio
import datetime as dt
from typing import TYPE_CHECKING

from quality_award.access.actor import Actor
from quality_award.access.permissions import require
from quality_award.audit.append import append
from quality_award.platform.sheet import Tab, xlsx
from quality_award.regulation.criteria import criteria
from quality_award.regulation.messages import translate
from quality_award.regulation.reference import divisions

from .. import queries
from ..pure.sheet import COLUMNS, HEADINGS

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

WIDTHS = {
    "name": 10,
    "pool_number": 18,
    "provenance": 30,
    "employer": 28,
    "employer_uscc": 22,
    "identity": 22,
    "qualifications": 28,
}
KEPT_AS_HASH = ("identity", "phone")
ROWS_AHEAD = 1000


def _headings(lang: str, columns: tuple[str, ...]) -> list[str]:
    return [HEADINGS[column][0] if lang == "zh-CN" else HEADINGS[column][-1] for column in columns]


def _widths(columns: tuple[str, ...]) -> list[int]:
    return [WIDTHS.get(column, 14) for column in columns]


async def template(lang: str) -> bytes:
    """The sheet to fill in: drop-down lists where there is a choice, a help page that says what each column takes."""
    english = lang == "en"
    headed = _headings(lang, COLUMNS)
    helped = [(heading, *translate(lang, f"sheet.help.{column}", {})) for heading, column in zip(headed, COLUMNS, strict=True)]
    codes = [(one.code, one.name_en if english else one.name_zh) for one in criteria().categories]
    trades = [(one.code, one.name_en if english else one.name_zh) for one in divisions()]
    tabs = (
        Tab(
            "Experts" if english else "专家名册",
            headed,
            widths=_widths(COLUMNS),
            choices={COLUMNS.index("leader_qualified"): ("yes", "no") if english else ("是", "否")},
            notes={place: what for place, (_, what, _) in enumerate(helped)},
            rows_ahead=ROWS_AHEAD,
        ),
        Tab(
            "Help" if english else "填写说明",
            ("Column", "What", "Rule") if english else ("列", "内容", "要求"),
            helped,
            (20, 50, 60),
        ),
        Tab("Categories" if english else "评审类目", ("Code", "Name") if english else ("代码", "名称"), codes, (10, 40)),
        Tab("Divisions" if english else "行业大类", ("Code", "Name") if english else ("代码", "名称"), trades, (10, 50)),
    )
    return await asyncio.to_thread(xlsx, *tabs)


async def export(session: "AsyncSession", *, actor: Actor, lang: str, now: dt.datetime) -> bytes:
    """The whole pool. Identity and phone numbers are not in it: they are not kept."""
    require(actor, "experts.export")
    columns = tuple(column for column in COLUMNS if column not in KEPT_AS_HASH)
    rows = []
    for expert in await queries.whole(session, actor):
        cells: list[object] = []
        for column in columns:
            value = getattr(expert, column)
            if isinstance(value, bool):
                cells.append(("yes" if value else "no") if lang == "en" else ("是" if value else "否"))
            else:
                cells.append("、".join(value) if isinstance(value, list) else value)
        words, _ = translate(lang, f"expert_status.{expert.status}", {})
        rows.append([*cells, words])
    await append(
        session, actor=actor, now=now, entity="expert", entity_id=None, action="export", article="10", detail={"rows": len(rows)}
    )
    english = lang == "en"
    tab = Tab(
        "Experts" if english else "专家名册",
        [*_headings(lang, columns), "Status" if english else "状态"],
        rows,
        [*_widths(columns), 12],
    )
    return await asyncio.to_thread(xlsx, tab)
