"""Check a receipt, or an exported log against checkpoints kept outside, offline and with the log's public key alone.

    python -m quality_award.audit.offline KEY receipt.json
    python -m quality_award.audit.offline KEY log.jsonl [checkpoint.txt …]

KEY is the file of `/.well-known/audit-log-key`. Exit code 0 when everything fits; 1 when not, the first bad entry is named; 2 for
files that are none. Needs neither the system nor its database.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from quality_award.platform.crypto import canonical_json, sha256_hex

from .merkle import Growing, leaf_hash, root_from_inclusion
from .note import BadNote, Verifier


class Unfit(Exception):
    """What does not fit, in words."""


def check_receipt(receipt: dict[str, Any], verifier: Verifier) -> str:
    """Raise Unfit or BadNote, or say what was shown: this manifest is in that record, and that record in the signed log."""
    proof = receipt.get("proof")
    if not proof:
        raise Unfit("the receipt was taken before the log was sealed; download it again")
    digest = sha256_hex(canonical_json(receipt["manifest"]))
    if digest != receipt["sha256"]:
        raise Unfit("the manifest is not the one whose SHA-256 the receipt gives")
    if proof["record"]["detail"].get("manifest_sha256") != digest:
        raise Unfit("the audit record does not name this manifest")
    checkpoint = verifier.open(proof["checkpoint"])
    leaf = leaf_hash(canonical_json(proof["record"]))
    path = [bytes.fromhex(step) for step in proof["path"]]
    if root_from_inclusion(leaf, proof["index"], checkpoint.size, path) != checkpoint.root:
        raise Unfit(f"entry {proof['index'] + 1} is not in the log that was signed")
    files = receipt["manifest"]["files"]
    return f"entry {proof['index'] + 1} of {checkpoint.size}, {proof['record']['at']}: {len(files)} files"


def check_log(lines: Iterable[str], verifier: Verifier, outside: Sequence[str] = ()) -> str:
    """Raise Unfit or BadNote, or say what was shown: every entry fits its leaf, and the tree every checkpoint."""
    notes = [verifier.open(note) for note in outside]
    tree, roots = Growing(), {}
    wanted = {note.size for note in notes}
    for line in lines:
        entry = json.loads(line)
        if "checkpoint" in entry:
            notes.append(verifier.open(entry["checkpoint"]))
            break
        if "seq" not in entry:
            continue
        if entry["seq"] != tree.size + 1:
            raise Unfit(f"entry {tree.size + 1} is missing")
        leaf = bytes.fromhex(entry["leaf"])
        if "record" in entry and leaf_hash(canonical_json(entry["record"])) != leaf:
            raise Unfit(f"entry {entry['seq']} (record {entry['record']['id']}) was changed")
        for _ in tree.add(leaf):
            pass
        if tree.size in wanted:
            roots[tree.size] = tree.root
    if not notes:
        raise Unfit("the log has no checkpoint, and none was given")
    roots[tree.size] = tree.root
    good = 0
    for note in sorted(notes, key=lambda one: one.size):
        if note.size > tree.size:
            raise Unfit(f"the log ends at entry {tree.size}; a checkpoint was signed over {note.size}")
        if roots[note.size] != note.root:
            raise Unfit(f"an entry between {good + 1} and {note.size} is not the one that was signed")
        good = note.size
    return f"{tree.size} entries, {len(notes)} checkpoints"


def main(arguments: Sequence[str]) -> int:
    """Run the command."""
    if len(arguments) < 2:
        print(__doc__)
        return 2
    try:
        verifier = Verifier.read(Path(arguments[0]).read_text(encoding="utf-8"))
        path = Path(arguments[1])
        if path.suffix == ".json":
            shown = check_receipt(json.loads(path.read_text(encoding="utf-8")), verifier)
        else:
            with path.open(encoding="utf-8") as log:
                shown = check_log(log, verifier, [Path(one).read_text(encoding="utf-8") for one in arguments[2:]])
    except (Unfit, BadNote) as refusal:
        print(f"不符 · does not fit: {refusal}")
        return 1
    except (OSError, ValueError, KeyError) as error:
        print(f"无法读取 · cannot be read: {error}")
        return 2
    print(f"一致 · fits: {shown}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
