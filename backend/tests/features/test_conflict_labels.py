"""What the search finds on cases that people have labelled: 26 reviewers and 4 applicants, every pair with the answer of a person.

The labels say what an officer who knows the facts would want: barred, declare, hint, or nothing. They were written before the rules
were run on them, and stay as they are where the rules answer otherwise.
"""

import datetime as dt
import uuid
from collections import Counter

import numpy as np
import pytest

from quality_award.features.conflicts.pure.search import Search
from quality_award.features.relations.pure.graph import ALWAYS, NEVER_ENDS, TIE_KINDS, Graph, Node, Ties
from quality_award.platform.names import organisation_key, person_key
from quality_award.regulation.parameters import GRADES, ruleset

pytestmark = pytest.mark.article("32")

DAY = dt.date(2026, 6, 1)
HEAVY, DAIRY, STONE, FARM = "朝阳重工股份有限公司", "凌源乳业集团有限公司", "北票建材有限公司", "建平农业科技有限公司"

# key: (name, organisation?, identity, phone, other names)
PARTIES: dict[str, tuple[str, bool, str | None, str | None, tuple[str, ...]]] = {
    HEAVY: (HEAVY, True, None, None, ("朝阳重型机器厂",)),
    DAIRY: (DAIRY, True, None, None, ()),
    STONE: (STONE, True, None, None, ()),
    FARM: (FARM, True, None, None, ()),
    "old name": ("朝阳重型机器厂", True, None, None, ()),
    "foundry": ("朝阳重工铸造有限公司", True, None, None, ()),
    "parent": ("辽西装备集团有限公司", True, None, None, ()),
    "parent again": ("辽西装备（集团）有限责任公司", True, None, None, ()),
    "grandparent": ("辽宁控股有限公司", True, None, None, ()),
    "sibling": ("辽西装备进出口有限公司", True, None, None, ()),
    "university": ("辽西大学", True, None, None, ()),
    "certifier": ("北方认证中心有限公司", True, None, None, ()),
    "consultancy": ("卓越管理咨询有限公司", True, None, None, ()),
    "authority": ("市国有资产监督管理委员会", True, None, None, ()),
    "first employer": ("锦州机械厂", True, None, None, ()),
    "wife": ("周敏", False, None, None, ()),
    "chief engineer": ("韩雪", False, None, None, ()),
    "namesake Sun": ("孙伟", False, None, None, ()),
    "shareholder Ma": ("马超", False, "id-ma", None, ()),
    "manager Zhu": ("朱琳", False, "id-zhu-2", None, ()),
    "director Maimaiti": ("买买提艾力", False, None, "tel-m", ()),
    "sister": ("邓丽", False, None, None, ()),
    "sister's husband": ("郝建", False, None, None, ()),
    "heavy's director": ("秦岭", False, None, None, ()),
    "board member": ("程 刚", False, None, None, ()),
}
REVIEWERS: dict[str, tuple[str | None, str | None, tuple[str, ...]]] = {
    "张立": (None, None, ()), "李明": (None, None, ()), "王芳": (None, None, ()), "赵强": (None, None, ()),
    "刘洋": (None, None, ()), "陈静": (None, None, ()), "杨帆": (None, None, ()), "黄河": (None, None, ()),
    "吴迪": (None, None, ()), "徐蕾": (None, None, ()), "孙伟": (None, None, ()), "马超": ("id-ma", None, ()),
    "朱琳": ("id-zhu", None, ()), "买买提·艾力": (None, "tel-m", ()), "林涛": (None, None, ()), "高峰": (None, None, ()),
    "罗敏": (None, None, ()), "梁冰": (None, None, ()), "宋佳": (None, None, ()), "唐宁": (None, None, ()),
    "许诺": (None, None, ()), "韩磊": (None, None, ()), "冯程": (None, None, ()), "邓超": (None, None, ()),
    "曹颖": (None, None, ()), "程刚": (None, None, ("程纲",)),
}  # fmt: skip
# (from, to, kind, since, until, share)
TIES: list[tuple[str, str, str, int | None, dt.date | None, float | None]] = [
    ("张立", HEAVY, "employment", 2012, dt.date(2022, 11, 30), None),
    ("李明", HEAVY, "employment", 2018, dt.date(2024, 3, 31), None),
    ("王芳", "old name", "employment", 2023, None, None),
    ("赵强", "foundry", "employment", 2020, None, None),
    (HEAVY, "foundry", "shareholding", 2015, None, 80),
    ("刘洋", "parent again", "employment", 2021, None, None),
    ("parent", HEAVY, "shareholding", 2010, None, 65),
    ("陈静", "sibling", "employment", 2022, None, None),
    ("parent", "sibling", "shareholding", 2011, None, 100),
    ("许诺", "grandparent", "post", 2022, None, None),
    ("grandparent", "parent", "shareholding", 2009, None, 90),
    # A cycle of holdings changes nothing.
    ("foundry", "grandparent", "shareholding", 2019, None, 6),
    ("杨帆", "wife", "kinship", None, None, None),
    ("wife", DAIRY, "post", 2020, None, None),
    ("黄河", "consultancy", "employment", 2019, None, None),
    ("consultancy", DAIRY, "consulting", 2025, None, None),
    ("吴迪", "certifier", "employment", 2017, None, None),
    ("certifier", DAIRY, "certification", 2024, dt.date(2025, 5, 1), None),
    ("certifier", STONE, "certification", 2015, dt.date(2018, 5, 1), None),
    ("徐蕾", "university", "employment", 2005, None, None),
    ("徐蕾", "chief engineer", "teaching", 2008, dt.date(2011, 7, 1), None),
    ("chief engineer", HEAVY, "post", 2019, None, None),
    ("namesake Sun", STONE, "shareholding", 2016, None, 30),
    ("shareholder Ma", STONE, "shareholding", 2016, None, 12),
    ("manager Zhu", FARM, "post", 2016, None, None),
    ("director Maimaiti", FARM, "post", 2020, None, None),
    ("林涛", DAIRY, "shareholding", 2021, None, 2),
    ("高峰", DAIRY, "shareholding", 2021, None, 8),
    ("罗敏", FARM, "lawsuit", 2024, None, None),
    ("梁冰", STONE, "joint_work", 2023, dt.date(2025, 1, 1), None),
    ("梁冰", FARM, "joint_work", 2017, dt.date(2021, 1, 1), None),
    ("宋佳", "authority", "employment", 2015, None, None),
    ("唐宁", "authority", "supervision", 2015, None, None),
    (HEAVY, "authority", "supervision", 2010, None, None),
    ("冯程", STONE, "training", 2024, dt.date(2024, 6, 1), None),
    ("邓超", "sister", "kinship", None, None, None),
    ("sister", "sister's husband", "kinship", None, None, None),
    ("sister's husband", FARM, "post", 2020, None, None),
    ("曹颖", "first employer", "employment", 2001, None, None),
    ("heavy's director", "first employer", "employment", 2003, None, None),
    ("heavy's director", HEAVY, "post", 2018, None, None),
    ("board member", STONE, "post", 2022, None, None),
]
LABELS: dict[tuple[str, str], str] = {
    ("李明", HEAVY): "barred",  # left two years ago
    ("王芳", HEAVY): "barred",  # the applicant's former name
    ("赵强", HEAVY): "barred",  # subsidiary
    ("刘洋", HEAVY): "barred",  # parent, its name written in another way
    ("陈静", HEAVY): "declare",  # sister company
    ("许诺", HEAVY): "declare",  # on the board of the parent's parent
    ("杨帆", DAIRY): "barred",  # husband of a director
    ("黄河", DAIRY): "barred",  # the consultancy that wrote the self-evaluation
    ("吴迪", DAIRY): "declare",  # the body that certified it last year
    ("徐蕾", HEAVY): "declare",  # taught its chief engineer
    ("马超", STONE): "barred",  # the shareholder, by identity number
    ("买买提·艾力", FARM): "barred",  # the director, by phone
    ("林涛", DAIRY): "declare",  # a few shares
    ("高峰", DAIRY): "barred",  # eight per cent
    ("罗敏", FARM): "barred",  # lawsuit
    ("梁冰", STONE): "declare",  # a joint project that ended last year
    ("宋佳", HEAVY): "declare",  # works at the body that supervises it
    ("唐宁", HEAVY): "hint",  # under the same body
    ("冯程", STONE): "barred",  # trained its people for pay
    ("邓超", FARM): "declare",  # sister's husband
    ("程刚", STONE): "hint",  # may be its director: nothing but the name
    # 张立 left four years ago; 孙伟 and 朱琳 are other people of these names; 曹颖 once had a colleague who is its director now.
}


def graph() -> tuple[Graph, dict[str, int]]:
    nodes, place = [], {}
    for key, (name, firm, identity, phone, others) in PARTIES.items():
        place[key] = len(nodes)
        norm = organisation_key if firm else person_key
        keys = tuple(dict.fromkeys(norm(one) for one in (name, *others)))
        nodes.append(Node(uuid.uuid5(uuid.NAMESPACE_OID, key), not firm, keys, None, identity, phone))
    for name, (identity, phone, others) in REVIEWERS.items():
        place[name] = len(nodes)
        keys = tuple(dict.fromkeys(person_key(one) for one in (name, *others)))
        nodes.append(Node(uuid.uuid5(uuid.NAMESPACE_OID, "reviewer " + name), True, keys, None, identity, phone))
    since = [dt.date(year, 1, 1).toordinal() if year else ALWAYS for *_, year, _, _ in TIES]
    ties = Ties(
        np.frombuffer(b"".join(uuid.UUID(int=n).bytes for n in range(len(TIES))), np.uint8).reshape(-1, 16),
        np.array([place[tie[0]] for tie in TIES], np.int32),
        np.array([place[tie[1]] for tie in TIES], np.int32),
        np.array([TIE_KINDS.index(tie[2]) for tie in TIES], np.int8),
        np.array([tie[5] or 0 for tie in TIES], np.float32),
        np.array(since, np.int32),
        np.array([tie[4].toordinal() if tie[4] else NEVER_ENDS for tie in TIES], np.int32),
    )
    return Graph(nodes, ties), place


def test_recall_and_precision_on_labelled_pairs(capsys: pytest.CaptureFixture[str]) -> None:
    made, place = graph()
    people, applicants = list(REVIEWERS), [HEAVY, DAIRY, STONE, FARM]
    rules = ruleset("chaoyang-2022").conflicts
    found = Search(made, rules, DAY, [place[one] for one in people], [place[one] for one in applicants]).run()
    answers = {(people[one.person], applicants[one.applicant]): GRADES[one.grade] for one in found}
    right = Counter(grade for pair, grade in answers.items() if LABELS.get(pair) == grade)
    told, wanted = Counter(answers.values()), Counter(LABELS.values())
    lines = [f"{len(people) * len(applicants)} labelled pairs, {len(LABELS)} of them with a conflict"]
    for grade in reversed(GRADES):
        recall, precision = right[grade] / wanted[grade], right[grade] / told[grade]
        lines.append(
            f"{grade:8} recall {recall:.2f} ({right[grade]} of {wanted[grade]})  precision {precision:.2f} (of {told[grade]})"
        )
    either = sum(pair in LABELS for pair in answers)
    lines.append(f"any      recall {either / len(LABELS):.2f}  precision {either / len(answers):.2f}")
    lines += [
        f"  {person} / {applicant}: labelled {LABELS.get((person, applicant), 'nothing')}, found {answers.get((person, applicant), 'nothing')}"
        for person in people
        for applicant in applicants
        if LABELS.get((person, applicant)) != answers.get((person, applicant))
    ]
    with capsys.disabled():
        print("\n" + "\n".join(lines))
    assert right["barred"] == wanted["barred"], "a barred conflict was missed"
    assert right["barred"] == told["barred"], "somebody was barred who need not be"
    assert right["declare"] / wanted["declare"] >= 0.85
    assert either == len(LABELS)
    assert either / len(answers) >= 0.9
