"""Fictitious personal names, always the same ones, none twice."""

_SURNAMES = "佟关郎那富金乌白图鲍毕初迟丛邸房葛谷桓霍靳康柯兰黎廉凌娄鲁栾满孟缪聂宁潘齐邱曲任桑尚邵申史宋隋谭滕田佟万汪"
_GIVEN = (
    "振邦", "雅琴", "立功", "明哲", "素芬", "国栋", "晓帆", "景行", "玉衡", "承泽", "若楠", "凤岐", "思远", "守信", "长河",
    "慧敏", "志勇", "春燕", "彦博", "嘉禾", "致远", "海涛", "红梅", "建章", "一鸣", "淑贤", "占奎", "文澜", "书瑶", "启航",
    "秋实", "德润", "丽娟", "永昌", "清扬", "树森", "晓棠", "怀瑾", "雨桐", "尚武", "学谦",
)  # fmt: skip


def name(number: int) -> str:
    """The name with this number, 0 to about 2 000; neighbouring numbers share neither surname nor given name."""
    surnames = sorted(set(_SURNAMES))
    # 41 given names and the number of surnames have no common divisor, so the pairs repeat only after their product.
    return surnames[number * 7 % len(surnames)] + _GIVEN[number % len(_GIVEN)]
