"""Reports say their numbers through placeholders, so that no typed number contradicts the record (Art. 17(4) to (8))."""

import re
from collections.abc import Mapping
from typing import Any

from quality_award.regulation.parameters import Ruleset

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")

TEMPLATES: dict[str, str] = {
    "formal_review": (
        "一、基本情况\n本届共收到申报{filed}件，其中直接申报{channel_direct}件、行业主管部门推荐{channel_industry}件、"
        "县（市）区市场监督管理局报送{channel_county}件；推荐单位不予推荐或逾期未推荐{not_recommended}件。\n"
        "二、形式审查情况\n市评定办对申报组织的基本条件、申报表及证实性材料的合法性、真实性、完整性进行了形式审查，"
        "审查合格{passed}件，不合格{failed}件，尚未完成{waiting}件。\n"
        "三、意见\n建议对审查合格的申报予以受理；对不予受理的，向接收其申报材料的单位说明理由。"
    ),
    "document_review": (
        "一、基本情况\n评审专家组对受理的{accepted}个申报组织进行资料评审，参与专家{experts}人，提交评分{sheets}份。\n"
        "二、评审情况\n资料评审得分最高{highest}分、最低{lowest}分、平均{average}分。\n"
        "三、建议\n建议{site_list}个申报组织进入现场评审程序，名单附后。"
    ),
    "defence": (
        "一、基本情况\n评审专家组听取{visited}个申报组织集中答辩，参与专家{experts}人，提交评分{sheets}份。\n"
        "二、评审情况\n集中答辩得分最高{highest}分、最低{lowest}分、平均{average}分。"
    ),
    "site_review": (
        "一、基本情况\n评审专家组对{visited}个申报组织进行现场评审，参与专家{experts}人，提交评分{sheets}份。\n"
        "二、评审情况\n现场评审得分最高{highest}分、最低{lowest}分、平均{average}分。\n"
        "三、主要优势与改进机会\n"
    ),
    "evaluation": (
        "一、评审概况\n本届报送市评定办的申报{filed}件，受理{accepted}件，进入现场评审{visited}件。\n"
        "二、综合评价\n按{weights}的权重计算综合得分，最高{highest}分、最低{lowest}分、平均{average}分。\n"
        "三、建议获奖名单\n建议授予{prizes}，合计{winners}家，空缺{vacant}家。\n"
        "四、鼓励申报的领域\n进入现场评审的组织中，属于第四条鼓励领域的{encouraged}家。"
    ),
    "verification": (
        "一、公示情况\n获奖初选名单公示期间，共收到异议{received}件。\n"
        "二、受理与核查\n不予受理{refused}件，受理{accepted}件；移送有关部门处理{transferred}件。\n"
        "三、处理结果\n经市评委会决定，异议成立{upheld}件，异议不成立{dismissed}件，尚未处理完毕{open}件。"
    ),
}


STAGE_WORDS = {"document": "资料评审", "defence": "集中答辩", "site": "现场评审", "public_opinion": "社会评价"}


def template(kind: str, law: Ruleset) -> str:
    """What a report starts from; the evaluation's names the ruleset's own prizes and weights."""
    if kind != "evaluation":
        return TEMPLATES[kind]
    weights = "、".join(f"{STAGE_WORDS[stage]}{{{stage}_weight}}%" for stage in law.scored)
    prizes = "、".join(f"{tier.title_zh}{{{tier.key}}}家" for tier in law.tiers)
    return TEMPLATES[kind].replace("{weights}", weights).replace("{prizes}", prizes)


def unknown(text: str, numbers: Mapping[str, Any]) -> list[str]:
    """Placeholders that stand for no number of this report."""
    return sorted({name for name in PLACEHOLDER.findall(text) if name not in numbers})


def fill(text: str, numbers: Mapping[str, Any]) -> str:
    """The text with its numbers; a number that there is none of is a dash."""
    return PLACEHOLDER.sub(lambda found: _word(numbers.get(found.group(1))), text)


def _word(value: Any) -> str:
    if value is None:
        return "—"
    return f"{value:g}" if isinstance(value, float) else str(value)
