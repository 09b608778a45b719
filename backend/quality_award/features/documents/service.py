"""Certificates and reports as PDF; each making is on record (Art. 18, 33, 35)."""

import asyncio
import datetime as dt
import io
import uuid
from typing import TYPE_CHECKING

import segno

from quality_award.access.actor import Actor
from quality_award.audit.append import append
from quality_award.features.awards import queries as awards
from quality_award.platform.clock import SHANGHAI, local_date
from quality_award.platform.errors import Conflict, NotFound
from quality_award.regulation.parameters import ruleset
from quality_award.regulation.source import numeral
from quality_award.tables.awards import Award
from quality_award.tables.editions import Report

from . import queries
from .pure.typeset import CannotTypeset, typeset

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

TITLES = {
    "formal_review": "形式审查工作报告",
    "document_review": "专家资料评审工作报告",
    "defence": "集中答辩工作报告",
    "site_review": "专家现场评审工作报告",
    "evaluation": "评审工作报告",
    "verification": "公示期异议核查报告",
}


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


async def _typeset(template: str, data: dict[str, object], at: dt.datetime) -> bytes:
    try:
        return await asyncio.to_thread(typeset, template, data, at=at)
    except CannotTypeset as error:
        raise Conflict("document-glyphs", missing=error.missing) from error


async def certificate(session: "AsyncSession", *, actor: Actor, award_id: uuid.UUID, now: dt.datetime, public_url: str) -> bytes:
    """获奖证书 with its number, the year, and a code that leads to the public verification page."""
    pdf, award = await set_certificate(session, actor=actor, award_id=award_id, public_url=public_url)
    await append(
        session, actor=actor, now=now, entity="award", entity_id=award.id, action="print_certificate", article="18",
        edition_id=award.edition_id, application_id=award.application_id,
    )  # fmt: skip
    return pdf


async def set_certificate(session: "AsyncSession", *, actor: Actor, award_id: uuid.UUID, public_url: str) -> tuple[bytes, Award]:
    """The certificate in type, of whoever may see the award; the record of who took it is the caller's."""
    rows = await awards.shown(session, actor, award_id=award_id, limit=1)
    if not rows:
        raise NotFound
    shown = rows[0]
    award = shown.award
    if award.state == "revoked":
        raise Conflict("award-revoked", article="36")
    authority = await queries.authority(session, award.authority_id)
    url = f"{public_url}/verify/{award.verify_code}"
    picture = io.BytesIO()
    segno.make(url, error="m").save(picture, kind="svg", border=0, xmldecl=False)
    pdf = await _typeset(
        "certificate",
        {
            "title": f"{authority.award_name}证书",
            "issuer": f"{authority.name}人民政府",
            "organisation": shown.organisation + (f"“{award.project_name}”项目" if award.project_name else ""),
            "edition": numeral(shown.edition_number),
            "year": str(shown.year),
            "award": authority.award_name,
            "tier": ruleset(shown.ruleset_code).tier(award.tier).title_zh,
            "number": award.certificate_number,
            "url": url,
            "date": _day(award.granted_on),
            "qr": picture.getvalue().decode(),
        },
        dt.datetime.combine(award.granted_on, dt.time(), SHANGHAI),
    )
    return pdf, award


async def report(session: "AsyncSession", *, actor: Actor, edition_id: uuid.UUID, kind: str, now: dt.datetime) -> bytes:
    """One of the named reports of Art. 17 in the form of an official document (GB/T 9704)."""
    pdf, row = await set_report(session, actor=actor, edition_id=edition_id, kind=kind)
    await append(
        session, actor=actor, now=now, entity="report", entity_id=row.id, action="print_report", article="33",
        edition_id=edition_id,
    )  # fmt: skip
    return pdf


async def set_report(session: "AsyncSession", *, actor: Actor, edition_id: uuid.UUID, kind: str) -> tuple[bytes, Report]:
    """The report in type, as its reader may see it; the record of who took it is the caller's."""
    found = await queries.report(session, actor, edition_id, kind)
    if found is None:
        raise NotFound
    row, edition, authority = found
    lines = await queries.lines(session, actor, edition.id, row.kind)
    law = ruleset(edition.ruleset_code)
    with_tier = any(line.tier for line in lines)
    header = ["序号", "案号", "组织名称", *(["建议奖项"] if with_tier else []), "得分"]
    pdf = await _typeset(
        "report",
        {
            "title": f"{authority.award_name}{TITLES[row.kind]}",
            "subtitle": f"（第{numeral(edition.number)}届 · {edition.year}年）",
            "issuer": f"{authority.award_name}评定委员会办公室",
            "paragraphs": [line for line in row.text.splitlines() if line.strip()],
            "header": header,
            "widths": [1, 3, 5, *([2] if with_tier else []), 2],
            "rows": [
                [
                    str(number),
                    line.case_number,
                    line.organisation + (f"（{line.project}）" if line.project else ""),
                    *([law.tier(line.tier).title_zh if line.tier else "—"] if with_tier else []),
                    "—" if line.score is None else f"{line.score:g}",
                ]
                for number, line in enumerate(lines, start=1)
            ],
            "date": _day(local_date(row.submitted_at)),
        },
        row.submitted_at,
    )
    return pdf, row
