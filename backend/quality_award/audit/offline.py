"""Check a receipt, the proof of one record, or an exported log, offline and with the log's public key alone.

    python -m quality_award.audit.offline KEY receipt.json [file …]
    python -m quality_award.audit.offline KEY log.jsonl [checkpoint.txt …]

用公钥离线核对回执、单条记录的证明或导出的全部记录；无需系统、数据库或网络。

KEY is the file of `/.well-known/audit-log-key`. Behind a receipt: files of one's own, to see that they are the ones handed in.
Behind a log: checkpoints that were kept outside of the system. Exit code 0 when everything fits; 1 when not, the first bad entry
is named; 2 for files that cannot be read. Needs Python and the package `cryptography`, neither the system nor its database.
"""

import hashlib
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quality_award.platform.hashing import canonical_json, sha256_hex

from .merkle import Growing, leaf_hash, root_from_inclusion
from .note import BadNote, Checkpoint, Verifier


@dataclass(frozen=True)
class Said:
    """One sentence in both languages."""

    zh: str
    en: str


class Unfit(Exception):
    """What does not fit."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.said = Said(zh, en)


def _included(proof: dict[str, Any], verifier: Verifier) -> Checkpoint:
    """The checkpoint whose log has the proof's record. Raises Unfit, BadNote."""
    checkpoint = verifier.open(proof["checkpoint"])
    leaf = leaf_hash(canonical_json(proof["record"]))
    path = [bytes.fromhex(step) for step in proof["path"]]
    if root_from_inclusion(leaf, proof["index"], checkpoint.size, path) != checkpoint.root:
        number = proof["index"] + 1
        raise Unfit(f"第 {number} 条记录不在已签名的日志中", f"entry {number} is not in the log that was signed")
    return checkpoint


def check_receipt(receipt: dict[str, Any], verifier: Verifier, files: Sequence[Path] = ()) -> Said:
    """Raise Unfit or BadNote, or say what was shown: the files are in the manifest, it in the record, that in the signed log."""
    proof = receipt.get("proof")
    if not proof:
        raise Unfit(
            "回执下载于记录封存之前，尚无证明，请重新下载", "the receipt was taken before the log was sealed; download it again"
        )
    digest = sha256_hex(canonical_json(receipt["manifest"]))
    if digest != receipt["sha256"]:
        raise Unfit("清单与回执所载摘要不符", "the manifest is not the one whose SHA-256 the receipt gives")
    if proof["record"]["detail"].get("manifest_sha256") != digest:
        raise Unfit("审计记录所载并非此清单", "the audit record does not name this manifest")
    checkpoint = _included(proof, verifier)
    listed = receipt["manifest"]["files"]
    known = {entry["sha256"] for entry in listed}
    for path in files:
        with path.open("rb") as opened:
            if hashlib.file_digest(opened, "sha256").hexdigest() not in known:
                raise Unfit(f"文件 {path.name} 不在回执清单中", f"{path.name} is not one of the files of the receipt")
    number, at = proof["index"] + 1, proof["record"]["at"]
    zh = f"回执所列 {len(listed)} 份材料已于 {at} 载入日志第 {number} 条（共 {checkpoint.size} 条），此后未经改动"
    en = f"{len(listed)} files were taken into the log as entry {number} of {checkpoint.size} at {at} and are as they were"
    if files:
        zh, en = f"{zh}；给出的 {len(files)} 个文件均在其中", f"{en}; so are the {len(files)} files given"
    return Said(zh, en)


def check_record(proof: dict[str, Any], verifier: Verifier) -> Said:
    """Raise Unfit or BadNote, or say that the record is in the signed log."""
    size, number = _included(proof, verifier).size, proof["index"] + 1
    return Said(
        f"该记录是日志第 {number} 条（共 {size} 条），未经改动", f"the record is entry {number} of {size}, as it was written"
    )


def check_log(lines: Iterable[str], verifier: Verifier, outside: Sequence[str] = ()) -> Said:
    """Raise Unfit or BadNote, or say what was shown: every entry fits its leaf, and the tree every checkpoint."""
    notes = [verifier.open(note) for note in outside]
    tree, roots, withheld = Growing(), {}, 0
    wanted = {note.size for note in notes}
    for line in lines:
        entry = json.loads(line)
        if "checkpoint" in entry:
            notes.append(verifier.open(entry["checkpoint"]))
            break
        number = tree.size + 1
        if entry["seq"] != number:
            raise Unfit(f"缺少第 {number} 条", f"entry {number} is missing")
        leaf = bytes.fromhex(entry["leaf"])
        if "record" not in entry:
            withheld += 1
        elif leaf_hash(canonical_json(entry["record"])) != leaf:
            record = entry["record"]["id"]
            raise Unfit(f"第 {number} 条（记录 {record}）被改动", f"entry {number} (record {record}) was changed")
        for _ in tree.add(leaf):
            pass
        if tree.size in wanted:
            roots[tree.size] = tree.root
    roots[tree.size] = tree.root
    if not notes:
        raise Unfit("日志中没有检查点，也未另行给出", "the log has no checkpoint, and none was given")
    good = 0
    for note in sorted(notes, key=lambda one: one.size):
        if note.size > tree.size:
            raise Unfit(
                f"日志止于第 {tree.size} 条，而检查点签署了 {note.size} 条",
                f"the log ends at entry {tree.size}; a checkpoint was signed over {note.size}",
            )
        if note.size not in roots:
            raise Unfit(
                f"日志有 {tree.size} 条，其检查点只签署了 {note.size} 条",
                f"the log has {tree.size} entries, its checkpoint signs {note.size} of them",
            )
        if roots[note.size] != note.root:
            raise Unfit(
                f"第 {good + 1} 至 {note.size} 条之间有记录与所签署的不符",
                f"an entry between {good + 1} and {note.size} is not the one that was signed",
            )
        good = note.size
    zh, en = f"{tree.size} 条记录与 {len(notes)} 个检查点相符", f"{tree.size} entries fit {len(notes)} checkpoints"
    if withheld:
        zh, en = f"{zh}（其中 {withheld} 条仅载摘要）", f"{en} ({withheld} of them by their hash alone)"
    return Said(zh, en)


def check(path: Path, verifier: Verifier, more: Sequence[Path]) -> Said:
    """Check the file that it is. Raises Unfit, BadNote, OSError; ValueError, KeyError, TypeError for none of them."""
    if path.suffix != ".json":
        with path.open(encoding="utf-8") as log:
            return check_log(log, verifier, [one.read_text(encoding="utf-8") for one in more])
    given = json.loads(path.read_text(encoding="utf-8"))
    return check_receipt(given, verifier, more) if "manifest" in given else check_record(given, verifier)


def main(arguments: Sequence[str]) -> int:
    """Run the command."""
    if len(arguments) < 2:
        print(__doc__)
        return 2
    key, path, *more = map(Path, arguments)
    try:
        said = check(path, Verifier.read(key.read_text(encoding="utf-8")), more)
    except Unfit as refusal:
        print(f"不符：{refusal.said.zh}。\nDoes not fit: {refusal.said.en}.")
        return 1
    except BadNote as refusal:
        print(f"不符：检查点不是由此公钥签署的。\nDoes not fit: {refusal}.")
        return 1
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"无法读取：{error}\nCannot be read: {error}")
        return 2
    print(f"相符：{said.zh}。\nFits: {said.en}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
