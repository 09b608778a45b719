"""A set for the defence presentation (集中答辩): what the team judges when an applicant speaks and answers. Local procedure.

Own words and points; no published standard. A ruleset whose stages have `defence` uses it for that stage's sheets.
"""

from .model import Band, Category, Criteria, Factor, Item, ItemKind

_LEVELS = (
    (0, 5, "未能说明或回答不着要点", "Nothing is shown, or the answers miss the point"),
    (10, 25, "只说明了个别方面，多数提问未能回答", "Few points are shown; most questions stay open"),
    (30, 45, "说明了主要方面，回答缺少数据或事例", "The main points are shown; answers lack data or cases"),
    (50, 65, "说明清楚，多数回答有数据和事例支持", "Clearly shown; most answers rest on data and cases"),
    (70, 85, "说明充分，回答准确，与申报材料一致", "Fully shown; answers are exact and agree with the application"),
    (90, 100, "说明充分并有深度，回答准确，经验可供推广", "Shown in depth; answers are exact; others can learn from it"),
)


def _bands(kind: ItemKind) -> tuple[Band, ...]:
    return tuple(Band(low, high, kind, (Factor("level", "表现", "Level", zh, en),)) for low, high, zh, en in _LEVELS)


DEFENCE_V1 = Criteria(
    code="defence-1",
    standard="集中答辩评分要点",
    guide="",
    name_zh="集中答辩评分要点（第1版）",
    name_en="Points for the defence presentation (version 1)",
    categories=(
        Category("D", "集中答辩", "Defence presentation", (
            Item("D.1", "陈述", "Presentation", 300, "process", "质量管理模式及其成效说得是否清楚、有重点",
                 "Is the approach to quality and its effect told clearly and to the point?"),
            Item("D.2", "应答", "Answers", 300, "process", "对评审组提问的回答是否准确、完整",
                 "Are the team's questions answered exactly and in full?"),
            Item("D.3", "证实", "Proof", 200, "results", "所述成果是否有数据和事例支持，是否与申报材料一致",
                 "Do data and cases bear out the results, in agreement with the application?"),
            Item("D.4", "示范", "Example", 200, "results", "经验是否具有特色，是否值得推广",
                 "Is the experience of its own kind, and worth passing on?"),
        )),
    ),
    bands=(*_bands("process"), *_bands("results")),
)  # fmt: skip
