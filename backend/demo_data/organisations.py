"""Fifty organisations of Chaoyang. All are fictitious; a likeness to a real one is chance. Codes are valid, nobody's."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from .codes import COOPERATIVE, ENTERPRISE, PRIVATE_NON_PROFIT, PUBLIC_INSTITUTION, demo_uscc
from .names import name
from .trades import TRADES, Trade

Ownership = Literal["central", "provincial", "municipal", "other"]
Nature = Literal["for_profit", "non_profit"]


@dataclass(frozen=True)
class Organisation:
    """An organisation with its registered facts, and the few figures and words that its form and texts are written from.

    `turnover` is the revenue (non-profit: total income) of the last year before the present edition, in 万元; `growth` and
    `margin` are percents.
    """

    key: str
    number: int
    name: str
    short: str
    uscc: str
    area_code: str
    address: str
    registered_on: dt.date
    division: str
    ownership: Ownership
    nature: Nature
    trade: Trade
    legal_representative: str
    quality_head: str
    contact_name: str
    contact_phone: str
    contact_email: str
    employees: int
    turnover: float
    growth: float
    margin: float
    product: str
    products: str
    craft: str
    sectors: tuple[str, ...]

    @property
    def login(self) -> str:
        """The applicant's login."""
        return f"applicant{self.number:02d}"


_SECTOR_OF = {
    "A": "advanced_manufacturing", "E": "emerging_industry", "F": "modern_agriculture", "S": "modern_services",
    "G": "energy_environment", "M": "growing_sme",
}  # fmt: skip
_OWNERSHIP: dict[str, Ownership] = {"c": "central", "p": "provincial", "m": "municipal", "o": "other"}
_STREETS = {
    "211302": "双塔区长江路三段", "211303": "龙城区龙山街四段", "211321": "朝阳县柳城街道文化路", "211322": "建平县叶柏寿街道富山街",
    "211324": "喀喇沁左翼蒙古族自治县大城子街道团结街", "211381": "北票市南山街道振兴路", "211382": "凌源市兴源街道木兰山路",
}  # fmt: skip
_EXCHANGE = {
    "211302": "0421-28", "211303": "0421-39", "211321": "0421-27", "211322": "0421-78", "211324": "0421-48",
    "211381": "0421-58", "211382": "0421-68",
}  # fmt: skip

# key, name, short, trade, area, division, ownership, registered on, staff, turnover, growth, margin, product, products, craft, sectors
_ROWS = (
    ("hengyue", "朝阳衡岳动力机械股份有限公司", "衡岳动力", "machinery", "211302", "34", "o", "2003-05-16", 862, 68420, 9.6, 8.4, "柴油机缸体曲轴", "中重型柴油机缸体、曲轴、飞轮壳及成套动力总成", "薄壁缸体精密铸造", "A"),
    ("qingyuan", "朝阳市清源供水集团有限公司", "清源供水", "water", "211302", "46", "m", "1998-03-09", 415, 15830, 3.1, 4.2, "城市供水", "城市生活和工业供水、二次供水、水质检测与管网维护", "管网分区计量控漏", "S"),
    ("ciji", "朝阳市慈济中心医院", "慈济医院", "hospital", "211302", "84", "m", "1951-10-01", 1380, 72600, 6.2, 1.5, "综合医疗服务", "急危重症救治、心脑血管和骨科诊疗、分级诊疗与健康管理", "卒中和胸痛一体化救治", ""),
    ("shier", "朝阳市第十二实验中学", "十二实验中学", "school", "211302", "83", "m", "1978-08-20", 236, 5180, 4.0, 0.6, "义务教育", "七至九年级义务教育、劳动实践和课后服务", "分层走班教学", ""),
    ("yunqi", "朝阳云栖软件技术有限公司", "云栖软件", "software", "211302", "65", "o", "2014-06-12", 168, 7960, 21.4, 15.2, "政务与工矿软件", "政务数据共享平台、矿山安全监测软件和系统运维服务", "多源数据融合", "ESM"),
    ("yanshan", "朝阳燕峦商贸连锁有限公司", "燕峦商贸", "retail", "211302", "52", "o", "2006-09-28", 1120, 89300, 5.3, 2.9, "连锁零售", "社区超市、生鲜便利店和线上到家服务", "生鲜产地直采与冷链配送", "S"),
    ("fengming", "朝阳市凤鸣公共客运集团有限公司", "凤鸣客运", "transport", "211302", "54", "m", "1985-04-18", 940, 21650, 2.4, 1.1, "公共客运", "城市公交、城际客运、校车和定制出行服务", "智能调度与新能源车辆运维", "SG"),
    ("dizhu", "辽宁砥柱建设工程有限公司", "砥柱建设", "building", "211302", "47", "p", "1992-07-06", 735, 112400, 6.8, 3.6, "房屋建筑工程", "住宅、学校和医院建筑施工总承包，装配式构件安装", "装配式结构施工", ""),
    ("yuhuashi", "朝阳羽石文化旅游发展有限公司", "羽石文旅", "tourism", "211302", "78", "m", "2011-05-20", 186, 4870, 12.5, 6.3, "化石主题旅游", "化石主题景区、研学课程、夜游演出和文创商品", "沉浸式科普讲解", "S"),
    ("jinduo", "朝阳金铎新能源材料有限公司", "金铎新材", "carbon", "211303", "39", "o", "2016-03-22", 274, 31280, 24.8, 16.1, "电容炭", "超级电容器用活性炭、硬炭负极材料和电极浆料", "孔结构精准调控", "EGM"),
    ("longqi", "朝阳龙麒汽车零部件有限公司", "龙麒汽配", "vehicle", "211303", "36", "o", "2009-11-03", 548, 46750, 11.3, 7.7, "商用车底盘件", "商用车前后桥总成、制动鼓和转向节", "桥壳机器人焊接", "A"),
    ("haoyue", "朝阳浩岚重工机械有限公司", "浩岚重工", "machinery", "211303", "35", "o", "2004-02-17", 463, 38900, 8.1, 9.3, "矿山选矿设备", "球磨机、磁选机、浮选机和智能选矿成套设备", "大型筒体整体加工", "A"),
    ("ruike", "朝阳瑞恪轮胎制造有限公司", "瑞恪轮胎", "tyre", "211303", "29", "o", "2005-08-30", 1260, 158700, 7.2, 5.4, "全钢子午线轮胎", "全钢载重子午线轮胎、工程机械轮胎和轮胎翻新服务", "低滚阻配方与数字化硫化", "A"),
    ("huayi", "华屹发电朝阳有限公司", "华屹发电", "power", "211303", "44", "c", "2008-12-10", 392, 126500, 2.6, 5.1, "热电联产", "热电联产发电、城市集中供热和灰渣综合利用", "机组灵活性深度调峰", "G"),
    ("qiren", "朝阳岐仁制药有限公司", "岐仁制药", "pharma", "211303", "27", "o", "2001-06-25", 386, 42300, 10.7, 13.8, "中成药制剂", "心脑血管类中成药颗粒、胶囊和中药饮片", "指纹图谱全程质控", "E"),
    ("yuhe", "朝阳昱合电气有限公司", "昱合电气", "electrical", "211303", "38", "o", "2007-10-15", 318, 27640, 9.0, 8.8, "节能变压器", "节能配电变压器、箱式变电站和成套开关设备", "立体卷铁芯制造", "AG"),
    ("dingnuo", "朝阳鼎岩钢结构有限公司", "鼎岩钢构", "metal", "211303", "33", "o", "2010-04-08", 356, 35120, 8.5, 5.9, "钢结构构件", "风电塔筒、厂房钢结构和桥梁构件", "厚板窄间隙焊接", "A"),
    ("chengjing", "朝阳澄境环境科技有限公司", "澄境环境", "environment", "211303", "77", "o", "2013-09-11", 142, 9870, 18.6, 11.4, "污水与固废治理", "工业园区污水处理、尾矿库生态修复和环保设施运营", "低碳氮比污水脱氮", "GM"),
    ("jiesheng", "朝阳捷晟冷链物流有限公司", "捷晟冷链", "transport", "211303", "59", "o", "2015-05-27", 224, 13450, 14.2, 6.0, "冷链仓配", "果蔬和肉类冷藏、城市冷链配送和电商分拣", "全程温控追溯", "SM"),
    ("liaofeng", "朝阳辽穗种业有限公司", "辽穗种业", "farming", "211303", "05", "p", "1999-12-21", 128, 8640, 7.9, 10.5, "杂粮种子", "谷子、高粱和玉米种子选育、繁育与技术服务", "抗旱品种分子选育", "FE"),
    ("zhongsheng", "中晟航空材料朝阳有限公司", "中晟航材", "aviation", "211303", "37", "c", "2012-07-19", 427, 53800, 15.9, 12.7, "航空钛合金锻件", "航空用钛合金棒材、锻件和紧固件坯料", "真空自耗熔炼", "AE"),
    ("heguyuan", "朝阳县禾谷源杂粮股份有限公司", "禾谷源", "food", "211321", "13", "o", "2008-03-14", 263, 24580, 10.1, 7.5, "杂粮制品", "小米、绿豆、荞麦精制杂粮和即食谷物", "低温碾制与真空保鲜", "F"),
    ("liuquan", "朝阳县柳泉陈酿酒业有限公司", "柳泉酒业", "brewing", "211321", "15", "o", "2000-09-05", 312, 18960, 5.8, 14.6, "清香型白酒", "清香型白酒、养生酒和原酒储存", "地缸固态发酵", ""),
    ("fengshuo", "朝阳县丰朔设施农业专业合作社联合社", "丰朔合作社", "farming", "211321", "01", "o", "2012-11-09", 154, 9350, 13.7, 9.8, "设施蔬菜", "日光温室黄瓜、番茄和辣椒，集约化育苗", "日光温室环境智能调控", "F"),
    ("langshan", "朝阳县朗山果蔬加工有限公司", "朗山果蔬", "food", "211321", "13", "o", "2011-06-30", 187, 12740, 8.8, 6.9, "果蔬汁与脆片", "苹果汁、大枣制品和冻干果蔬脆片", "真空冷冻干燥", "F"),
    ("kunshi", "朝阳县坤原矿业有限公司", "坤原矿业", "mining", "211321", "09", "o", "2005-01-18", 368, 29870, 4.5, 9.1, "锰钼精矿", "锰精矿、钼精矿和尾矿综合利用产品", "低品位矿梯级回收", ""),
    ("renkang", "朝阳县仁康医院", "仁康医院", "hospital", "211321", "84", "o", "2009-08-08", 246, 6920, 7.6, 2.8, "基层医疗与康养", "内科、骨伤和康复诊疗，医养结合服务", "骨伤康复一体化", "S"),
    ("shenggu", "建平盛谷小米产业有限公司", "盛谷小米", "food", "211322", "13", "o", "2007-04-26", 298, 33600, 12.2, 8.2, "富硒小米", "富硒小米、小米粉和婴幼儿辅食米", "全程追溯与柔性碾米", "F"),
    ("beiling", "建平北岭膨润土科技有限公司", "北岭膨润土", "mineral", "211322", "30", "o", "2006-10-12", 276, 22480, 9.4, 10.9, "活性膨润土", "铸造用膨润土、猫砂和钻井泥浆土", "钠化改性与造粒", "M"),
    ("xuantie", "建平玄岳矿业有限公司", "玄岳矿业", "mining", "211322", "08", "o", "2003-07-23", 512, 57900, 3.7, 11.2, "铁精粉", "铁精粉、球团原料和机制砂", "细粒级磁铁矿阶磨阶选", ""),
    ("muxing", "建平牧昕乳业有限公司", "牧昕乳业", "food", "211322", "14", "o", "2010-05-07", 334, 36250, 9.9, 6.6, "低温乳制品", "巴氏鲜奶、风味发酵乳和奶酪", "低温杀菌与菌种选育", "F"),
    ("qiming", "建平县启明高级中学", "启明高中", "school", "211322", "83", "o", "1986-09-01", 198, 4360, 3.5, 0.4, "高中教育", "普通高中教育、学科竞赛和生涯规划指导", "导师制与生涯课程", ""),
    ("lingxiao", "建平凌曜风力发电有限公司", "凌曜风电", "power", "211322", "44", "p", "2011-03-31", 96, 18750, 6.1, 21.3, "风力发电", "风力发电、储能调频和绿电交易服务", "风机健康预测", "GE"),
    ("haoyang", "建平昊岩陶瓷有限公司", "昊岩陶瓷", "mineral", "211322", "30", "o", "2013-12-02", 645, 48100, 6.4, 6.1, "建筑陶瓷", "仿古砖、岩板和发热地砖", "干粒釉与连续球磨", ""),
    ("ziyun", "喀左紫韵陶艺有限公司", "紫韵陶艺", "mineral", "211324", "30", "o", "2009-05-25", 152, 6480, 11.6, 15.7, "紫砂陶器", "紫砂茶具、艺术陶和陶瓷文创研学", "全手工拍打成型", "M"),
    ("chenlong", "喀左辰朗特钢有限公司", "辰朗特钢", "metal", "211324", "31", "o", "2004-08-16", 1085, 236400, 4.9, 4.7, "优质合金钢棒材", "齿轮钢、轴承钢和合金结构钢棒材", "洁净钢冶炼与控轧控冷", "A"),
    ("yanzhi", "喀左燕岭陈醋酿造有限公司", "燕岭陈醋", "brewing", "211324", "14", "o", "1997-10-20", 176, 8920, 7.0, 11.8, "老陈醋", "高粱老陈醋、保健醋和调味品", "夏伏晒冬捞冰工艺", ""),
    ("mengjun", "喀左蒙陶旅游开发有限公司", "蒙陶旅游", "tourism", "211324", "78", "o", "2014-04-15", 118, 3760, 16.3, 7.4, "民族文化旅游", "蒙古族风情园、陶瓷小镇和乡村民宿", "非遗活态体验", "S"),
    ("kangning", "喀左康安蒙医医院", "康安蒙医医院", "hospital", "211324", "84", "o", "1958-07-01", 352, 12850, 6.7, 1.9, "蒙医中医诊疗", "蒙医骨伤、针灸推拿和治未病服务", "蒙医整骨与现代康复结合", ""),
    ("lifeng", "北票砺锋装备制造有限公司", "砺锋装备", "machinery", "211381", "35", "o", "2002-03-12", 425, 34680, 8.7, 8.0, "煤矿支护设备", "液压支架、单体支柱和智能综采辅助装备", "激光熔覆再制造", "AG"),
    ("chuanzhou", "北票川衡新材料有限公司", "川衡新材", "mineral", "211381", "30", "o", "2015-08-21", 208, 16890, 17.5, 12.3, "有机膨润土", "有机膨润土、凝胶和涂料助剂", "纳米插层改性", "EM"),
    ("qinglan", "北票清岚除尘设备有限公司", "清岚除尘", "machinery", "211381", "35", "o", "2006-06-06", 289, 21560, 9.2, 9.0, "袋式除尘器", "袋式除尘器、脱硫脱硝设备和滤料", "超低排放气流组织设计", "GM"),
    ("woyuan", "北票沃塬蔬菜专业合作社", "沃塬合作社", "farming", "211381", "01", "o", "2010-12-15", 132, 7680, 12.9, 9.2, "越冬番茄", "越冬番茄、香瓜和标准化基地托管", "熊蜂授粉与水肥一体化", "F"),
    ("jinting", "北票锦湉服饰有限公司", "锦湉服饰", "textile", "211381", "18", "o", "2012-05-18", 476, 15370, 6.6, 5.2, "职业装与运动服", "职业装、校服和户外运动服", "柔性吊挂流水线", ""),
    ("yusheng", "北票煜川电力工程有限公司", "煜川电力", "building", "211381", "49", "o", "2009-02-26", 164, 11280, 10.4, 7.1, "电力安装工程", "输变电线路、配网改造和光伏电站安装", "带电作业", "M"),
    ("huayu", "凌源花屿园艺股份有限公司", "花屿园艺", "farming", "211382", "01", "o", "2008-07-11", 346, 19840, 13.1, 11.5, "百合鲜切花", "百合、郁金香鲜切花和种球", "种球低温春化", "F"),
    ("zhukun", "凌源铸坤金属制品有限公司", "铸坤金属", "metal", "211382", "33", "o", "2005-11-29", 398, 41760, 7.3, 5.6, "精密铸件", "高铁扣件、管件和工程机械精密铸件", "消失模精密铸造", "A"),
    ("muyang", "凌源沐岭果业有限公司", "沐岭果业", "farming", "211382", "01", "o", "2013-03-19", 143, 8260, 11.0, 8.9, "富士苹果", "富士苹果、南国梨和果品分选出口", "矮砧密植与无损分选", "F"),
    ("yuanli", "凌源远骊专用汽车有限公司", "远骊专汽", "vehicle", "211382", "36", "o", "2021-12-08", 236, 17400, 19.7, 4.8, "专用汽车", "自卸车、环卫车和新能源物流车改装", "轻量化车厢设计", "AM"),
    ("runmin", "凌源市润民医院", "润民医院", "hospital", "211382", "84", "o", "2022-06-16", 158, 3950, 15.4, 1.2, "社区医疗服务", "全科门诊、慢病管理和家庭医生签约服务", "慢病连续管理", ""),
)  # fmt: skip


def _prefix(trade: Trade, ownership: Ownership, long_name: str) -> str:
    if "合作社" in long_name:
        return COOPERATIVE
    if trade.kind == "for_profit":
        return ENTERPRISE
    private = long_name in ("朝阳县仁康医院", "凌源市润民医院")
    return PRIVATE_NON_PROFIT if private else PUBLIC_INSTITUTION


def _organisation(
    number: int, row: tuple[str, str, str, str, str, str, str, str, int, float, float, float, str, str, str, str]
) -> Organisation:
    (
        key,
        long_name,
        short,
        trade_code,
        area,
        division,
        owner,
        since,
        staff,
        turnover,
        growth,
        margin,
        product,
        products,
        craft,
        sectors,
    ) = row
    trade = TRADES[trade_code]
    registered = dt.date.fromisoformat(since)
    ownership = _OWNERSHIP[owner]
    return Organisation(
        key=key,
        number=number,
        name=long_name,
        short=short,
        uscc=demo_uscc(_prefix(trade, ownership, long_name), area, number, registered.year),
        area_code=area,
        address=f"辽宁省朝阳市{_STREETS[area]}{10 + number * 7 % 180}号",
        registered_on=registered,
        division=division,
        ownership=ownership,
        nature="non_profit" if trade.kind == "non_profit" else "for_profit",
        trade=trade,
        legal_representative=name(number * 3),
        quality_head=name(number * 3 + 1),
        contact_name=name(number * 3 + 2),
        contact_phone=f"{_EXCHANGE[area]}{100000 + number * 7919 % 900000:06d}"[:12],
        contact_email=f"quality@{key}.example",
        employees=staff,
        turnover=float(turnover),
        growth=growth,
        margin=margin,
        product=product,
        products=products,
        craft=craft,
        sectors=tuple(_SECTOR_OF[letter] for letter in sectors),
    )


ORGANISATIONS: tuple[Organisation, ...] = tuple(_organisation(number, row) for number, row in enumerate(_ROWS, start=1))
_BY_KEY = {one.key: one for one in ORGANISATIONS}


def organisation(key: str) -> Organisation:
    """An organisation by its key. Raises `KeyError` for one that isn't there."""
    return _BY_KEY[key]
