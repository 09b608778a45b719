"""GB/T 4754-2017 国民经济行业分类: sections (门类) A to T and divisions (大类) 01 to 97."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Division:
    """大类: code "13", its names, its section's letter."""

    code: str
    name_zh: str
    name_en: str
    section: str


@dataclass(frozen=True)
class Section:
    """门类: letter, names, first and last division."""

    code: str
    name_zh: str
    name_en: str
    first: str
    last: str


_SECTIONS = (
    Section("A", "农、林、牧、渔业", "Agriculture, forestry, animal husbandry and fishery", "01", "05"),
    Section("B", "采矿业", "Mining", "06", "12"),
    Section("C", "制造业", "Manufacturing", "13", "43"),
    Section("D", "电力、热力、燃气及水生产和供应业", "Electricity, heat, gas and water supply", "44", "46"),
    Section("E", "建筑业", "Construction", "47", "50"),
    Section("F", "批发和零售业", "Wholesale and retail trade", "51", "52"),
    Section("G", "交通运输、仓储和邮政业", "Transport, storage and post", "53", "60"),
    Section("H", "住宿和餐饮业", "Accommodation and catering", "61", "62"),
    Section("I", "信息传输、软件和信息技术服务业", "Information transmission, software and IT services", "63", "65"),
    Section("J", "金融业", "Finance", "66", "69"),
    Section("K", "房地产业", "Real estate", "70", "70"),
    Section("L", "租赁和商务服务业", "Leasing and business services", "71", "72"),
    Section("M", "科学研究和技术服务业", "Scientific research and technical services", "73", "75"),
    Section("N", "水利、环境和公共设施管理业", "Water, environment and public facilities management", "76", "79"),
    Section("O", "居民服务、修理和其他服务业", "Resident services, repair and other services", "80", "82"),
    Section("P", "教育", "Education", "83", "83"),
    Section("Q", "卫生和社会工作", "Health and social work", "84", "85"),
    Section("R", "文化、体育和娱乐业", "Culture, sports and entertainment", "86", "90"),
    Section(
        "S",
        "公共管理、社会保障和社会组织",
        "Public administration, social security and social organisations",
        "91",
        "96",
    ),
    Section("T", "国际组织", "International organisations", "97", "97"),
)

_DIVISIONS = (
    ("01", "农业", "Crop farming"),
    ("02", "林业", "Forestry"),
    ("03", "畜牧业", "Animal husbandry"),
    ("04", "渔业", "Fishery"),
    ("05", "农、林、牧、渔专业及辅助性活动", "Support activities for agriculture, forestry, husbandry and fishery"),
    ("06", "煤炭开采和洗选业", "Coal mining and washing"),
    ("07", "石油和天然气开采业", "Oil and natural gas extraction"),
    ("08", "黑色金属矿采选业", "Ferrous metal ore mining and dressing"),
    ("09", "有色金属矿采选业", "Non-ferrous metal ore mining and dressing"),
    ("10", "非金属矿采选业", "Non-metal ore mining and dressing"),
    ("11", "开采专业及辅助性活动", "Mining support activities"),
    ("12", "其他采矿业", "Other mining"),
    ("13", "农副食品加工业", "Processing of farm and sideline food"),
    ("14", "食品制造业", "Food manufacturing"),
    ("15", "酒、饮料和精制茶制造业", "Liquor, beverages and refined tea"),
    ("16", "烟草制品业", "Tobacco products"),
    ("17", "纺织业", "Textiles"),
    ("18", "纺织服装、服饰业", "Garments and apparel"),
    ("19", "皮革、毛皮、羽毛及其制品和制鞋业", "Leather, fur, feather products and footwear"),
    ("20", "木材加工和木、竹、藤、棕、草制品业", "Timber processing; wood, bamboo, rattan, palm and straw products"),
    ("21", "家具制造业", "Furniture"),
    ("22", "造纸和纸制品业", "Paper and paper products"),
    ("23", "印刷和记录媒介复制业", "Printing and reproduction of recorded media"),
    ("24", "文教、工美、体育和娱乐用品制造业", "Cultural, educational, art, sports and entertainment goods"),
    ("25", "石油、煤炭及其他燃料加工业", "Processing of oil, coal and other fuels"),
    ("26", "化学原料和化学制品制造业", "Chemical raw materials and products"),
    ("27", "医药制造业", "Pharmaceuticals"),
    ("28", "化学纤维制造业", "Chemical fibres"),
    ("29", "橡胶和塑料制品业", "Rubber and plastic products"),
    ("30", "非金属矿物制品业", "Non-metallic mineral products"),
    ("31", "黑色金属冶炼和压延加工业", "Smelting and rolling of ferrous metals"),
    ("32", "有色金属冶炼和压延加工业", "Smelting and rolling of non-ferrous metals"),
    ("33", "金属制品业", "Metal products"),
    ("34", "通用设备制造业", "General-purpose machinery"),
    ("35", "专用设备制造业", "Special-purpose machinery"),
    ("36", "汽车制造业", "Motor vehicles"),
    ("37", "铁路、船舶、航空航天和其他运输设备制造业", "Railway, ship, aerospace and other transport equipment"),
    ("38", "电气机械和器材制造业", "Electrical machinery and apparatus"),
    ("39", "计算机、通信和其他电子设备制造业", "Computers, communication and other electronic equipment"),
    ("40", "仪器仪表制造业", "Instruments and meters"),
    ("41", "其他制造业", "Other manufacturing"),
    ("42", "废弃资源综合利用业", "Comprehensive use of waste resources"),
    ("43", "金属制品、机械和设备修理业", "Repair of metal products, machinery and equipment"),
    ("44", "电力、热力生产和供应业", "Electricity and heat generation and supply"),
    ("45", "燃气生产和供应业", "Gas production and supply"),
    ("46", "水的生产和供应业", "Water production and supply"),
    ("47", "房屋建筑业", "Construction of buildings"),
    ("48", "土木工程建筑业", "Civil engineering"),
    ("49", "建筑安装业", "Building installation"),
    ("50", "建筑装饰、装修和其他建筑业", "Building decoration and other construction"),
    ("51", "批发业", "Wholesale trade"),
    ("52", "零售业", "Retail trade"),
    ("53", "铁路运输业", "Railway transport"),
    ("54", "道路运输业", "Road transport"),
    ("55", "水上运输业", "Water transport"),
    ("56", "航空运输业", "Air transport"),
    ("57", "管道运输业", "Pipeline transport"),
    ("58", "多式联运和运输代理业", "Multimodal transport and transport agency"),
    ("59", "装卸搬运和仓储业", "Loading, handling and storage"),
    ("60", "邮政业", "Postal services"),
    ("61", "住宿业", "Accommodation"),
    ("62", "餐饮业", "Catering"),
    ("63", "电信、广播电视和卫星传输服务", "Telecommunication, broadcasting and satellite transmission"),
    ("64", "互联网和相关服务", "Internet and related services"),
    ("65", "软件和信息技术服务业", "Software and IT services"),
    ("66", "货币金融服务", "Monetary and financial services"),
    ("67", "资本市场服务", "Capital market services"),
    ("68", "保险业", "Insurance"),
    ("69", "其他金融业", "Other finance"),
    ("70", "房地产业", "Real estate"),
    ("71", "租赁业", "Leasing"),
    ("72", "商务服务业", "Business services"),
    ("73", "研究和试验发展", "Research and experimental development"),
    ("74", "专业技术服务业", "Professional technical services"),
    ("75", "科技推广和应用服务业", "Science and technology promotion and application"),
    ("76", "水利管理业", "Water conservancy management"),
    ("77", "生态保护和环境治理业", "Ecological protection and environmental treatment"),
    ("78", "公共设施管理业", "Public facilities management"),
    ("79", "土地管理业", "Land management"),
    ("80", "居民服务业", "Resident services"),
    ("81", "机动车、电子产品和日用产品修理业", "Repair of vehicles, electronics and household goods"),
    ("82", "其他服务业", "Other services"),
    ("83", "教育", "Education"),
    ("84", "卫生", "Health"),
    ("85", "社会工作", "Social work"),
    ("86", "新闻和出版业", "News and publishing"),
    ("87", "广播、电视、电影和录音制作业", "Radio, television, film and sound recording"),
    ("88", "文化艺术业", "Culture and art"),
    ("89", "体育", "Sports"),
    ("90", "娱乐业", "Entertainment"),
    ("91", "中国共产党机关", "Organs of the Communist Party of China"),
    ("92", "国家机构", "State organs"),
    ("93", "人民政协、民主党派", "People's political consultative conferences and democratic parties"),
    ("94", "社会保障", "Social security"),
    ("95", "群众团体、社会团体和其他成员组织", "Mass organisations, social groups and other membership organisations"),
    ("96", "基层群众自治组织及其他组织", "Grass-roots self-governing and other organisations"),
    ("97", "国际组织", "International organisations"),
)


def _section_letter(code: str) -> str:
    return next(one.code for one in _SECTIONS if one.first <= code <= one.last)


_BY_CODE = {code: Division(code, zh, en, _section_letter(code)) for code, zh, en in _DIVISIONS}
_BY_LETTER = {one.code: one for one in _SECTIONS}


def sections() -> tuple[Section, ...]:
    """A to T."""
    return _SECTIONS


def divisions(section_code: str | None = None) -> tuple[Division, ...]:
    """01 to 97, or those of one section."""
    return tuple(one for one in _BY_CODE.values() if section_code is None or one.section == section_code)


def section(code: str) -> Section:
    """A section by its letter. Raises `KeyError` for one that isn't in the standard."""
    return _BY_LETTER[code]


def division(code: str) -> Division:
    """A division by its two digits. Raises `KeyError` for one that isn't in the standard."""
    return _BY_CODE[code]


def section_of(division_code: str) -> Section:
    """The section that a division belongs to. Raises `KeyError` for a division that isn't in the standard."""
    return _BY_LETTER[_BY_CODE[division_code].section]
