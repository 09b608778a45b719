"""A path in plain language: 王某 → 2024年1月至今任职于甲公司 → 持有乙公司（申报组织）31%股权.

A path is a list of hops as it is kept: {from, to: {id, name, kind}, kind, back, role, share, since, until, source_kind, source}.
`kind` of a hop is a kind of tie, or "name" where two parties have one name.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

Path = Sequence[Mapping[str, Any]]

_ZH: dict[str, tuple[str, str]] = {
    "employment": ("{when}任职于{to}{role}", "{to}{when}在该单位任职{role}"),
    "post": ("{when}担任{to}{post}", "{to}{when}担任该单位{post}"),
    "shareholding": ("{when}持有{to}{share}%股权", "{to}{when}持有其{share}%股权"),
    "consulting": ("{when}为{to}提供有偿咨询{role}", "{to}{when}为其提供有偿咨询{role}"),
    "training": ("{when}为{to}提供有偿培训{role}", "{to}{when}为其提供有偿培训{role}"),
    "certification": ("{when}对{to}实施认证审核{role}", "{to}{when}对其实施认证审核{role}"),
    "joint_work": ("{when}与{to}有合作项目或者共同成果{role}", "{when}与{to}有合作项目或者共同成果{role}"),
    "kinship": ("与{to}是亲属{role}", "与{to}是亲属{role}"),
    "teaching": ("{when}是{to}的老师{role}", "{when}是{to}的学生{role}"),
    "supervision": ("{when}受{to}主管{role}", "{when}主管{to}{role}"),
    "lawsuit": ("{when}与{to}有诉讼{role}", "{when}与{to}有诉讼{role}"),
    "name": ("与{to}同名（是否同一人待核实）", "与{to}同名（是否同一人待核实）"),
}
_EN: dict[str, tuple[str, str]] = {
    "employment": ("works or worked for {to}{role}{when}", "employs or employed {to}{role}{when}"),
    "post": ("holds or held a post at {to}{role}{when}", "has or had {to} in a post{role}{when}"),
    "shareholding": ("holds {share} % of {to}{when}", "is held by {to} at {share} %{when}"),
    "consulting": ("advised {to} for pay{role}{when}", "was advised by {to} for pay{role}{when}"),
    "training": ("trained {to} for pay{role}{when}", "was trained by {to} for pay{role}{when}"),
    "certification": ("audited {to} for a certificate{role}{when}", "was audited for a certificate by {to}{role}{when}"),
    "joint_work": ("worked jointly with {to}{role}{when}", "worked jointly with {to}{role}{when}"),
    "kinship": ("is kin of {to}{role}", "is kin of {to}{role}"),
    "teaching": ("taught {to}{role}{when}", "was taught by {to}{role}{when}"),
    "supervision": ("is supervised by {to}{role}{when}", "supervises {to}{role}{when}"),
    "lawsuit": ("is or was in a lawsuit with {to}{role}{when}", "is or was in a lawsuit with {to}{role}{when}"),
    "name": ("has the name of {to} (to be checked whether they are one)",) * 2,
}


def path_words(path: Path, language: str, *, names: bool = False) -> str:
    """The path as one line. People on the way are shown by their family name alone unless `names` says otherwise."""
    if not path:
        return ""
    english = language == "en"
    said = [str(path[0]["from"]["name"])]
    at = path[0]["from"]["id"]
    for place, hop in enumerate(path):
        last = place == len(path) - 1
        if hop["from"]["id"] != at and place:
            said.append(_same(hop, english))
        at = hop["to"]["id"]
        said.append(_hop(hop, english, last=last, named=names))
    return " → ".join(said)


def masked(name: str) -> str:
    """A person's family name, the rest left out: 王某."""
    return f"{name[:1]}某" if name[:1] > "\u2e7f" else f"{name[:1]}."


def _name(party: Mapping[str, Any], *, named: bool) -> str:
    name = str(party["name"])
    return name if named or party["kind"] == "organisation" else masked(name)


def _same(hop: Mapping[str, Any], english: bool) -> str:
    return "is recorded there as one and the same" if english else "经证实为同一主体"


def _hop(hop: Mapping[str, Any], english: bool, *, last: bool, named: bool) -> str:
    templates = (_EN if english else _ZH)[hop["kind"]]
    to = _name(hop["to"], named=named)
    if last:
        to += " (the applicant)" if english else "（申报组织）"
    role = str(hop.get("role") or "")
    share = hop.get("share")
    return templates[1 if hop["back"] else 0].format(
        to=to,
        when=_when(hop, english),
        share=f"{share:g}" if share is not None else "",
        role=(f" ({role})" if english else f"（{role}）") if role else "",
        post=role or "职务",
    )


def _when(hop: Mapping[str, Any], english: bool) -> str:
    since, until = hop.get("since"), hop.get("until")
    if english:
        if since and until:
            return f" from {_month_en(since)} to {_month_en(until)}"
        return f" since {_month_en(since)}" if since else f" until {_month_en(until)}" if until else ""
    if since and until:
        return f"{_month_zh(since)}至{_month_zh(until)}"
    return f"{_month_zh(since)}至今" if since else f"截至{_month_zh(until)}" if until else ""


def _month_zh(day: str) -> str:
    date = dt.date.fromisoformat(day)
    return f"{date.year}年{date.month}月"


def _month_en(day: str) -> str:
    date = dt.date.fromisoformat(day)
    return f"{date.year}-{date.month:02}"
