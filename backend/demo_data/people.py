"""Who works on the award: departments, committee, office, agency, experts. All persons and institutes are fictitious."""

from dataclasses import dataclass
from typing import Literal

from .codes import ENTERPRISE, demo_uscc
from .organisations import organisation

Role = Literal["office", "agency", "committee", "government", "auditor", "admin", "recommender", "expert"]


@dataclass(frozen=True)
class Person:
    """Somebody with a login and one role. `title` is the post; `seat` only for the committee (Art. 7)."""

    login: str
    name: str
    role: Role
    title: str
    phone: str
    seat: Literal["chair", "vice_chair", "member"] | None = None
    unit: str = ""


@dataclass(frozen=True)
class Department:
    """推荐单位: a county market-regulation bureau with its area, or a city department with the divisions it answers for."""

    code: str
    name: str
    kind: Literal["county", "industry"]
    area_code: str | None
    divisions: tuple[str, ...]
    head: Person


@dataclass(frozen=True)
class DemoAgency:
    """第三方机构, with the procurement record of its commission (Art. 10)."""

    name: str
    uscc: str
    procurement_record: str
    people: tuple[Person, ...]


@dataclass(frozen=True)
class DemoExpert:
    """An expert of the provincial pool (Art. 10). `categories` are of GB/T 19580, `divisions` of GB/T 4754."""

    number: int
    login: str
    pool_number: str
    name: str
    employer: str
    employer_uscc: str | None
    title: str
    categories: tuple[str, ...]
    divisions: tuple[str, ...]
    leader_qualified: bool
    phone: str
    provenance: str
    identity: str
    qualifications: tuple[str, ...]
    load_wish: int
    max_load: int
    area: str


def _range(*spans: tuple[int, int]) -> tuple[str, ...]:
    return tuple(f"{code:02}" for first, last in spans for code in range(first, last + 1))


def _county(code: str, area_code: str, name: str, head: str, serial: int) -> Department:
    person = Person(f"bureau.{code}", head, "recommender", "质量发展股负责人", f"1390421{serial:04d}", unit=name)
    return Department(code, name, "county", area_code, (), person)


def _industry(code: str, name: str, head: str, serial: int, *spans: tuple[int, int]) -> Department:
    person = Person(f"dept.{code}", head, "recommender", "质量工作联络人", f"1380421{serial:04d}", unit=name)
    return Department(code, name, "industry", None, _range(*spans), person)


COUNTY_BUREAUS = (
    _county("shuangta", "211302", "双塔区市场监督管理局", "卢静怡", 1101),
    _county("longcheng", "211303", "龙城区市场监督管理局", "薛广平", 1102),
    _county("chaoyang", "211321", "朝阳县市场监督管理局", "段海峰", 1103),
    _county("jianping", "211322", "建平县市场监督管理局", "崔乃文", 1104),
    _county("kazuo", "211324", "喀喇沁左翼蒙古族自治县市场监督管理局", "包雪莲", 1105),
    _county("beipiao", "211381", "北票市市场监督管理局", "祝立军", 1106),
    _county("lingyuan", "211382", "凌源市市场监督管理局", "臧秀云", 1107),
)

# Together they answer for every division once, so that any municipal enterprise has its channel (Art. 17(3)).
INDUSTRY_DEPARTMENTS = (
    _industry("industry", "朝阳市工业和信息化局", "裴向东", 2101, (6, 43), (63, 65)),
    _industry("agriculture", "朝阳市农业农村局", "甄玉珍", 2102, (1, 5), (76, 76)),
    _industry("commerce", "朝阳市商务局", "阎丽华", 2103, (51, 52), (61, 62), (71, 72), (80, 82)),
    _industry("health", "朝阳市卫生健康委员会", "蔺国华", 2104, (84, 85)),
    _industry("education", "朝阳市教育局", "褚文君", 2105, (83, 83)),
    _industry("culture", "朝阳市文化旅游和广播电视局", "冷月华", 2106, (78, 78), (86, 90)),
    _industry("housing", "朝阳市住房和城乡建设局", "晏树林", 2107, (46, 50), (70, 70), (77, 77), (79, 79)),
    _industry("transport", "朝阳市交通运输局", "柴永胜", 2108, (53, 60)),
    _industry("assets", "朝阳市国有资产监督管理委员会", "费明远", 2109, (44, 45), (66, 69), (73, 75), (91, 97)),
)

DEPARTMENTS = COUNTY_BUREAUS + INDUSTRY_DEPARTMENTS

COMMITTEE = (
    Person("committee.chair", "秦慕舟", "committee", "副市长、市评委会主任", "13604210001", "chair", "朝阳市人民政府"),
    Person(
        "committee.vice1",
        "姚秉谦",
        "committee",
        "市政府副秘书长、市评委会副主任",
        "13604210002",
        "vice_chair",
        "朝阳市人民政府办公室",
    ),
    Person(
        "committee.vice2",
        "夏明堃",
        "committee",
        "市市场监督管理局局长、市评委会副主任",
        "13604210003",
        "vice_chair",
        "朝阳市市场监督管理局",
    ),
    Person(
        "committee.member1", "贺松年", "committee", "市发展和改革委员会副主任", "13604210004", "member", "朝阳市发展和改革委员会"
    ),
    Person("committee.member2", "范雪晴", "committee", "市工业和信息化局副局长", "13604210005", "member", "朝阳市工业和信息化局"),
    Person("committee.member3", "熊启明", "committee", "市科学技术局副局长", "13604210006", "member", "朝阳市科学技术局"),
    Person("committee.member4", "庞惠兰", "committee", "市财政局副局长", "13604210007", "member", "朝阳市财政局"),
    Person("committee.member5", "翟志远", "committee", "市生态环境局副局长", "13604210008", "member", "朝阳市生态环境局"),
    Person("committee.member6", "仇玉川", "committee", "市应急管理局副局长", "13604210009", "member", "朝阳市应急管理局"),
    Person(
        "committee.member7",
        "殷婉清",
        "committee",
        "市人力资源和社会保障局副局长",
        "13604210010",
        "member",
        "朝阳市人力资源和社会保障局",
    ),
    Person("committee.member8", "路长青", "committee", "市总工会副主席", "13604210011", "member", "朝阳市总工会"),
)

# Art. 7: the director of the office is the head of the market-regulation bureau, who holds a vice chair's seat as well.
OFFICE = (
    Person("office.director", "夏明堃", "office", "市评定办主任", "13604210003", unit="朝阳市市场监督管理局"),
    Person("office.deputy", "解文斌", "office", "市评定办副主任", "13604210021", unit="朝阳市市场监督管理局"),
    Person("office.clerk1", "苗若曦", "office", "质量发展科科长", "13604210022", unit="朝阳市市场监督管理局"),
    Person("office.clerk2", "车向阳", "office", "质量发展科四级主任科员", "13604210023", unit="朝阳市市场监督管理局"),
)

AGENCY = DemoAgency(
    "辽宁衡准卓越绩效评价中心有限公司",
    demo_uscc(ENTERPRISE, "210102", 901, 2017),
    "朝财采〔2026〕43号",
    (
        Person("agency.lead", "邬知远", "agency", "项目负责人", "13604210031", unit="辽宁衡准卓越绩效评价中心有限公司"),
        Person("agency.clerk", "封海棠", "agency", "评审管理员", "13604210032", unit="辽宁衡准卓越绩效评价中心有限公司"),
    ),
)

GOVERNMENT = (Person("government", "项景和", "government", "市政府办公室综合科科长", "13604210041", unit="朝阳市人民政府办公室"),)
AUDITOR = (Person("auditor", "管秋云", "auditor", "市审计局行政事业审计科科长", "13604210042", unit="朝阳市审计局"),)
ADMIN = (Person("admin", "时一帆", "admin", "系统管理员", "13604210043", unit="朝阳市市场监督管理局信息中心"),)

STAFF = (*COMMITTEE, *OFFICE, *AGENCY.people, *GOVERNMENT, *AUDITOR, *ADMIN)

_EMPLOYERS = {
    "U": "沈北理工大学", "H": "辽海大学", "M": "盛京管理学院", "Q": "辽宁质量工程研究院", "C": "辽宁东准认证有限公司", "E": "沈水装备研究院有限公司",
    "F": "辽中食品研究所", "D": "盛京医学院附属第一医院", "T": "辽宁师范学院", "K": "渤海湾矿冶设计院", "A": "辽沈会计师事务所", "P": "本草药物研究所",
}  # fmt: skip
_MAKING, _MINING, _FOOD = _range((24, 24), (31, 43)), _range((6, 12), (30, 32)), _range((1, 5), (13, 16))
_FIELDS = {
    "making": _MAKING, "mining": _MINING, "food": _FOOD, "energy": _range((25, 29), (44, 46), (77, 77)), "building": _range((47, 50), (70, 70)),
    "service": _range((51, 62), (71, 72), (78, 82), (86, 90)), "digital": _range((39, 40), (63, 65), (73, 75)), "health": _range((27, 27), (84, 85)),
    "school": _range((83, 83), (85, 85)), "light": _range((17, 23), (29, 30)), "vehicle": _range((33, 37)),
}  # fmt: skip

# name, employer (a letter above, or the key of an applicant), title, categories after "4.", fields, leader
_EXPERTS = (
    ("宋镕", "Q", "研究员", "1267", "making vehicle", True), ("丁喆", "U", "教授", "2567", "making mining", True),
    ("高堃", "C", "高级审核员", "4567", "mining energy", True), ("林玥", "M", "教授", "1237", "service school", True),
    ("沈砚秋", "F", "正高级工程师", "3567", "food", True), ("梁璟", "D", "主任医师", "1457", "health", True),
    ("韩昱霖", "E", "正高级工程师", "4567", "making vehicle", True), ("冯钰涵", "H", "教授", "2347", "service digital", True),
    ("曹晟睿", "K", "教授级高级工程师", "4567", "mining energy", True), ("魏翀", "Q", "高级工程师", "1467", "making light", True),
    ("许芃", "M", "副教授", "1237", "service building", False), ("邓沛霖", "C", "审核员", "3567", "food light", True),
    ("彭煜", "U", "副教授", "2567", "digital making", False), ("苏瑾瑜", "A", "注册会计师", "1247", "service building making", False),
    ("蒋旻", "Q", "高级工程师", "4567", "energy building", True), ("蔡翊", "C", "高级审核员", "1367", "service school health", True),
    ("贾湉", "T", "教授", "1247", "school", True), ("薄靖淳", "P", "研究员", "3567", "health food", True),
    ("余溯", "H", "副教授", "2367", "digital service", False), ("董昀", "E", "高级工程师", "4567", "vehicle making", False),
    ("程砺之", "K", "高级工程师", "4567", "mining", False), ("袁瑷", "F", "高级工程师", "3567", "food", False),
    ("于澍", "C", "审核员", "1467", "building energy", False), ("杜蘅", "M", "副教授", "1237", "service light", False),
    ("叶湛", "Q", "高级工程师", "2567", "making digital", False), ("吕蓁", "D", "副主任医师", "4567", "health", False),
    ("戴祎", "C", "高级审核员", "3567", "food light mining", True), ("钟岚", "A", "高级会计师", "2467", "service energy food", False),
    ("姜珂", "U", "教授", "4567", "light vehicle energy", True), ("崔璨", "T", "副教授", "1347", "school service", False),
    ("任昶", "E", "高级工程师", "4567", "making", False), ("姚堃", "Q", "工程师", "1367", "food service", False),
    ("方骁", "K", "高级工程师", "2567", "mining building", False), ("石翎", "H", "副教授", "2347", "digital health", False),
    ("龙昊泽", "haoyue", "正高级工程师", "4567", "making mining", False), ("段知微", "qiren", "高级工程师", "3567", "health food", False),
)  # fmt: skip


_HOMES = ("210102", "210103", "210204", "210702", "211302", "211402")
_PAPERS = {
    "高级审核员": "质量管理体系主任审核员",
    "审核员": "质量管理体系审核员",
    "注册会计师": "注册会计师",
    "高级会计师": "注册会计师",
}


def _expert(number: int, row: tuple[str, str, str, str, str, bool]) -> DemoExpert:
    name, employer, title, categories, fields, leader = row
    if employer in _EMPLOYERS:
        employer_name = _EMPLOYERS[employer]
        code = demo_uscc("12" if employer in "UHMTD" else ENTERPRISE, "210100", 800 + sorted(_EMPLOYERS).index(employer), 2010)
    else:
        # Two experts work for applicants: the system must find it (Art. 32).
        employer_name, code = organisation(employer).name, organisation(employer).uscc
    return DemoExpert(
        number=number,
        login=f"expert{number:02d}",
        pool_number=f"LNZJ-2023-{100 + number * 7:04d}",
        name=name,
        employer=employer_name,
        employer_uscc=code,
        title=title,
        categories=tuple(f"4.{digit}" for digit in categories),
        divisions=tuple(sorted({code for field in fields.split() for code in _FIELDS[field]})),
        leader_qualified=leader,
        phone=f"137240{number * 431 % 100000:05d}",
        provenance="辽宁省省长质量奖评审专家库2026年3月名册",
        identity=identity(number),
        qualifications=(_PAPERS.get(title, "卓越绩效评价师"), *(("质量管理体系审核员",) if leader else ())),
        load_wish=4 + number % 4,
        max_load=8 + number % 3 * 2,
        area=_HOMES[number % len(_HOMES)],
    )


def identity(number: int) -> str:
    """A resident identity number (GB 11643) that adds up; nobody's: the day of birth and the order are made up."""
    body = f"{_HOMES[number % len(_HOMES)]}{1962 + number % 24}{1 + number % 12:02}{1 + number * 7 % 28:02}{900 + number:03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


EXPERTS = tuple(_expert(number, row) for number, row in enumerate(_EXPERTS, start=1))
