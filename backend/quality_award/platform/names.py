"""Chinese names as they are compared: one key for all the ways in which one is written. An equal key is a hint, never a proof."""

import re
import unicodedata

# What surnames, given names and firms' names are most often written with in Hong Kong, Taiwan and old registers.
_TRADITIONAL = (
    "陳張劉楊黃趙吳孫馬鄭謝韓馮許鄧蕭葉蘇呂盧蔣賈鍾鐘譚陸範韋鄒閻龍賀顧龔萬錢湯嚴喬賴龐蘭齊聶歐陽羅"
    "遼瀋東華電機業廠車門國際發達團實銀農聯軟醫藥學術質檢認證諮詢貿儀鋼鐵橋樓鎮縣區長風雲飛鵬鳳鴻輝偉強剛"
    "軍艷麗寧靜潔瓊鶯蓮萊榮濤濟潤澤豐興義禮賢慶樂維綱緯紅純細綠績繼維職聖聲節葦蔭藝處號裝補視覽觀親規計設訓"
)
_SIMPLIFIED = (
    "陈张刘杨黄赵吴孙马郑谢韩冯许邓萧叶苏吕卢蒋贾钟钟谭陆范韦邹阎龙贺顾龚万钱汤严乔赖庞兰齐聂欧阳罗"
    "辽沈东华电机业厂车门国际发达团实银农联软医药学术质检认证咨询贸仪钢铁桥楼镇县区长风云飞鹏凤鸿辉伟强刚"
    "军艳丽宁静洁琼莺莲莱荣涛济润泽丰兴义礼贤庆乐维纲纬红纯细绿绩继维职圣声节苇荫艺处号装补视览观亲规计设训"
)
_FOLD = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
_ORGANISATION = re.compile(
    r"(公司|集团|厂|矿|店|社|部|院|所|校|大学|学院|中心|银行|医院|学会|协会|联合会|基金会?|事务所|委员会|局|厅|办公室|研究会"
    r"|合伙企业|合伙\)|工作室|政府|ltd\.?|inc\.?|gmbh|llc|university|institute)$"
)


def _plain(name: str) -> str:
    """Full-width forms, spaces, marks and letter case folded, traditional characters written simply: letters and digits."""
    text = unicodedata.normalize("NFKC", name).casefold()
    text = unicodedata.normalize("NFKC", text).translate(_FOLD)
    return "".join(one for one in text if unicodedata.category(one)[0] in "LN")


def person_key(name: str) -> str:
    """The key of a person's name; "" when nothing is left of it.

    The middle dot has a dozen shapes, and is often left out: 买买提·艾力, 买买提・艾力, 买买提艾力 are one key.
    """
    return _plain(name)


def organisation_key(name: str) -> str:
    """The key of an organisation's name; "" when nothing is left of it.

    Brackets go, what stands in them stays: 朝阳（集团）有限公司 is 朝阳集团有限公司. 有限责任公司 is 有限公司, 股份公司 is
    股份有限公司, for registers write both; a company limited by shares is another one than the limited company it grew out of.
    Names of places stay: branches and namesakes of two cities are two.
    """
    key = _plain(name)
    return re.sub(r"(?<!有限)股份公司$", "股份有限公司", key.replace("有限责任公司", "有限公司"))


def names_organisation(name: str) -> bool:
    """Whether a name of unknown kind reads as an organisation's: shareholders are stated in one column, people and firms."""
    text = unicodedata.normalize("NFKC", name).strip().casefold()
    return bool(_ORGANISATION.search(text)) or (len(_plain(text)) > 6 and "·" not in text and not text.isascii())


def masked(name: str) -> str:
    """A person's name as those see it who need not know it: the surname, and that there is more."""
    text = name.strip()
    surname = text[:2] if text[:2] in _DOUBLE and len(text) > 2 else text[:1]
    return f"{surname}＊"


_DOUBLE = frozenset(
    {"欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒", "令狐", "宇文", "长孙", "端木", "夏侯"}
)
