"""Checking an archive offline: the bag, the files against what was handed in, the log against its checkpoint and receipts.

Needs neither the system nor its database; the first bad entry is named.
"""

import json
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quality_award.audit.note import BadNote, Verifier
from quality_award.audit.offline import Said, Unfit, check_log, check_receipt
from quality_award.platform import bag
from quality_award.platform.bag import BadBag
from quality_award.platform.crypto import canonical_json, sha256_hex

__all__ = ["BadBag", "Checked", "check_folder", "check_tar"]


@dataclass(frozen=True)
class Checked:
    """What was shown of an archive. `key`: the public key of the log, and whether it was the reader's own."""

    files: int
    applications: int
    evidence: int
    receipts: int
    log: Said
    key: str
    own_key: bool


def check_tar(tar: Path, *, key: str | None = None, checkpoints: Sequence[str] = (), scratch: Path | None = None) -> Checked:
    """Unpack a tar into a scratch folder and check it. Raises BadBag with the first bad entry."""
    with tempfile.TemporaryDirectory(prefix="archive-", dir=scratch) as folder:
        return check_folder(bag.unpack(tar, Path(folder)), key=key, checkpoints=checkpoints)


def check_folder(folder: Path, *, key: str | None = None, checkpoints: Sequence[str] = ()) -> Checked:
    """Check an unpacked archive, against the reader's own key and checkpoints where there are some. Raises BadBag."""
    entries = bag.check(folder)
    data = folder / "data"
    own = _verifier(key, "key") if key else None
    kept = _verifier(_text(data / "audit/key.txt"), "data/audit/key.txt")
    if own is not None and own != kept:
        raise BadBag("data/audit/key.txt", "is not the key that was given")
    try:
        return _content(data, entries, kept, checkpoints, own_key=own is not None)
    except (KeyError, TypeError, AttributeError) as error:
        raise BadBag("data", f"is not laid out as an archive is: {error!r}") from error


def _content(data: Path, entries: Mapping[str, str], key: Verifier, checkpoints: Sequence[str], *, own_key: bool) -> Checked:
    _ruleset(data)
    applications = sorted(one for one in (data / "applications").glob("*") if one.is_dir())
    evidence = receipts = 0
    manifests: set[str] = set()
    for one in applications:
        evidence += _application(one, entries, manifests)
        receipts += _receipts(one, key)
    for one in sorted(data.glob("objections/*/objection.json")):
        for row in _read(one)["files"]:
            _as_listed(one.parent, row, entries)
    recorded = HandedIn()
    try:
        with (data / "audit/log.jsonl").open(encoding="utf-8") as lines:
            log = check_log(recorded.watch(lines), key, checkpoints)
    except (Unfit, BadNote, ValueError, KeyError, OSError) as error:
        raise BadBag("data/audit/log.jsonl", str(error)) from error
    for case, digest in recorded.missing(manifests):
        raise BadBag("data/applications", f"lacks a manifest that the log records ({digest[:12]}, application {case})")
    return Checked(len(entries), len(applications), evidence, receipts, log, str(key), own_key)


class HandedIn:
    """What the log says was handed in: an application that is left out of an archive is missed."""

    def __init__(self) -> None:
        self._cases: dict[str, set[str]] = {}

    def watch(self, lines: Iterable[str]) -> Iterator[str]:
        """The lines as they are, looked at on their way."""
        for line in lines:
            yield line
            record = json.loads(line).get("record") or {}
            case = str(record.get("application_id") or "")
            if digest := (record.get("detail") or {}).get("manifest_sha256"):
                self._cases.setdefault(case, set()).add(digest)
            elif case and record.get("action") == "take_back":
                # A draft again: if it was never handed in anew, it is nobody's but its organisation's.
                self._cases.pop(case, None)

    def missing(self, manifests: Collection[str]) -> list[tuple[str, str]]:
        """(application, manifest) that an archive with these manifests lacks."""
        return sorted((case, one) for case, digests in self._cases.items() for one in digests if one not in manifests)


def _verifier(text: str, where: str) -> Verifier:
    try:
        return Verifier.read(text)
    except BadNote as error:
        raise BadBag(where, str(error)) from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadBag(_entry(path), f"cannot be read: {error}") from error


def _read(path: Path) -> Any:
    try:
        return json.loads(_text(path))
    except ValueError as error:
        raise BadBag(_entry(path), f"is no JSON: {error}") from error


def _entry(path: Path) -> str:
    """A path as the bag names it."""
    parts = path.parts
    return "/".join(parts[parts.index("data") :]) if "data" in parts else str(path)


def _ruleset(data: Path) -> None:
    said = _read(data / "edition.json")["ruleset"]["sha256"]
    if not (data / "ruleset.json").is_file() or bag.digest_of(data / "ruleset.json") != said:
        raise BadBag("data/ruleset.json", "is not the ruleset that the edition names")


def _application(folder: Path, entries: Mapping[str, str], manifests: set[str]) -> int:
    """The files of one application against its index, and its manifests against both; gives how many files."""
    index = _read(folder / "evidence/index.json")
    for row in index:
        _as_listed(folder, row, entries)
    there = {(row["field"], row["filename"], row["sha256"], row["size"]) for row in index}
    newest = None
    for path in sorted((folder / "manifests").glob("*.json")):
        kept = _read(path)
        manifest = kept["manifest"]
        if sha256_hex(canonical_json(manifest)) != kept["sha256"]:
            raise BadBag(_entry(path), "is not the manifest whose SHA-256 it gives")
        manifests.add(kept["sha256"])
        for one in manifest["files"]:
            if (one["field"], one["filename"], one["sha256"], one["size"]) not in there:
                raise BadBag(_entry(path), f"{one['filename']} ({one['sha256'][:12]}) was handed in and is not in the archive")
        if kept["kind"] == "submission":
            newest = path, manifest
    if newest:
        _texts(folder, *newest)
    return len(index)


def _texts(folder: Path, path: Path, manifest: Mapping[str, Any]) -> None:
    """What the applicant wrote, against the digests of the last manifest; the form lacks what the plan took out of it."""
    application = _read(folder / "application.json")
    cited = folder / "citations.json"
    written = {
        "profile": application["profile"],
        "self_evaluation": application["self_evaluation"],
        "citations": _read(cited) if cited.exists() else [],
    }
    for name, value in written.items():
        digest = manifest["texts"].get(name)
        if digest is not None and digest != sha256_hex(canonical_json(value)):
            raise BadBag(_entry(folder / "application.json"), f"{name} is not what {path.name} says was handed in")


def _as_listed(folder: Path, row: Mapping[str, Any], entries: Mapping[str, str]) -> None:
    path = folder / row["path"]
    if entries.get(_entry(path)) != row["sha256"] or not path.is_file() or path.stat().st_size != row["size"]:
        raise BadBag(_entry(path), "is not the file that was handed in")


def _receipts(folder: Path, verifier: Verifier) -> int:
    """Each manifest has its receipt, and the receipt its record in the signed log."""
    count = 0
    for path in sorted((folder / "manifests").glob("*.json")):
        receipt = folder / "receipts" / path.name
        if not receipt.exists():
            raise BadBag(_entry(receipt), "is missing")
        said = _read(receipt)
        if said["sha256"] != _read(path)["sha256"]:
            raise BadBag(_entry(receipt), f"is not the receipt of {path.name}")
        try:
            check_receipt(said, verifier)
        except (Unfit, BadNote, KeyError, ValueError) as error:
            raise BadBag(_entry(receipt), str(error)) from error
        count += 1
    return count
