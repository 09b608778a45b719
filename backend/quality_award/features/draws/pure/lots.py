"""Lots that anybody can draw again: the pool and a seed are published by their digest before a public number is known.

This one file is all it takes to check a draw, with Python 3.11 and nothing else:

    python3 lots.py draw.json

`draw.json` is what the public page gives out. The seed must be the one whose SHA-256 was published with the pool; the terms must
be those whose SHA-256 is the commitment; then everyone's place in their stratum follows from SHA-256 over
"seed|public number|stratum|code", the lowest first. Says what fits (0) or names what differs (1).
"""

import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

FORMAT = "quality-award/draw/v1"


def digest(value: Any) -> str:
    """SHA-256 over the one way to write a value: sorted keys, no spaces, UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def place(seed: str, number: str, stratum: str, code: str) -> str:
    """What a code is sorted by; `seed` in hexadecimal."""
    return hashlib.sha256(f"{seed}|{number}|{stratum}|{code}".encode()).hexdigest()


def draw(strata: Sequence[Mapping[str, Any]], seed: str, number: str) -> list[dict[str, Any]]:
    """Each stratum's codes in the order of their lots: as many as are wanted, then the replacements in their order."""
    result = []
    for stratum in strata:
        order = sorted(stratum["codes"], key=lambda code: place(seed, number, stratum["key"], code))
        last = stratum["wanted"] + stratum["replacements"]
        result.append(
            {"stratum": stratum["key"], "drawn": order[: stratum["wanted"]], "replacements": order[stratum["wanted"] : last]}
        )
    return result


def differences(published: Mapping[str, Any]) -> list[str]:
    """What does not fit, in both languages; empty when a draw is as it was announced. Raises KeyError, TypeError for no draw."""
    terms, said = published["terms"], []
    if terms["format"] != FORMAT:
        said.append(f"格式不是 {FORMAT} / the format is not {FORMAT}")
    if digest(terms) != published["commitment"]:
        said.append("公布的内容与承诺值不符 / the terms are not those of the commitment")
    codes = [code for stratum in terms["strata"] for code in stratum["codes"]]
    if len(set(codes)) < len(codes):
        said.append("同一代码出现不止一次 / a code stands more than once")
    roster = published.get("roster")
    if roster is not None and digest(roster) != terms["roster_sha256"]:
        said.append("名单与公布的摘要不符 / the names are not those of the published digest")
    revealed = published.get("revealed")
    if revealed is None:
        return said
    if hashlib.sha256(bytes.fromhex(revealed["seed"])).hexdigest() != terms["seed_sha256"]:
        said.append("种子与公布的摘要不符 / the seed is not that of the published digest")
    again = {one["stratum"]: one for one in draw(terms["strata"], revealed["seed"], revealed["public_number"])}
    told = {one["stratum"]: one for one in published["result"]}
    for key in sorted(again.keys() | told.keys()):
        for part, name in (("drawn", "抽中 / drawn"), ("replacements", "候补 / replacements")):
            right, given = again.get(key, {}).get(part), told.get(key, {}).get(part)
            if right != given:
                said.append(f"{key} {name}: {given} ≠ {right}")
    return said


def main(arguments: Sequence[str]) -> int:
    """Check one file."""
    if len(arguments) != 1:
        print(__doc__)
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as file:
            published = json.load(file)
        said = differences(published)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"无法读取：{error!r}\nCannot be read: {error!r}")
        return 2
    for line in said:
        print(f"不符：{line}")
    if not said and published.get("revealed") is None:
        print("相符：尚未揭晓，公布的内容与承诺值一致。\nFits: not revealed yet; the terms are those of the commitment.")
    elif not said:
        count = sum(len(one["drawn"]) for one in published["result"])
        print(f"相符：按公布的种子和号码重新抽取，{count} 名抽中者及候补次序一致。")
        print(f"Fits: drawn again from the seed and the number, the same {count} and the same order of replacements.")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
