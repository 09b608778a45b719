"""The signed log: whoever keeps a checkpoint outside can show a change, offline, with the public key alone."""

import base64
import contextlib
import datetime as dt
import http.server
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import rfc3161_client
from conftest import execute
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from sqlalchemy import func, select
from trail import record, run_seal, signer_of, verdict
from world import World, anonymous, log_key

from quality_award.audit.keep import keep, stamp
from quality_award.audit.merkle import consistent
from quality_award.audit.note import Verifier
from quality_award.audit.tree import latest
from quality_award.platform.hashing import canonical_json, sha256_hex
from quality_award.platform.objectstore import ObjectStore
from quality_award.platform.settings import Settings
from quality_award.tables.applications import Manifest
from quality_award.tables.trail import AuditTimeStamp

pytestmark = [pytest.mark.anyio, pytest.mark.article("26")]
BACKEND = Path(__file__).resolve().parents[2]
UNLOCK = [
    f"alter table {table} disable trigger all" for table in ("audit_records", "audit_seals", "audit_nodes", "audit_checkpoints")
]


async def note(world: World) -> str:
    async with world.session() as session:
        head = await latest(session)
    assert head is not None
    return head.note


def offline(tmp_path: Path, key: str, given: str, *more: str, name: str = "log.jsonl") -> tuple[int, str]:
    """The command, in a process that knows neither database nor settings; `more` are checkpoints, or an applicant's files."""
    files = {"key": key, name: given, **{f"{number}.txt": one for number, one in enumerate(more)}}
    for file, text in files.items():
        (tmp_path / file).write_text(text)
    command = [sys.executable, "-m", "quality_award.audit.offline", *(str(tmp_path / file) for file in files)]
    done = subprocess.run(command, cwd=BACKEND, env={}, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("tampering", "seq", "reason"),
    [
        ("update audit_nodes set hash = '\\x00' where level = 0 and index = 2", 3, "leaf-differs"),
        ("delete from audit_nodes where level = 0 and index = 4", 5, "leaf-differs"),
        ("update audit_nodes set hash = '\\x00' where level = 1 and index = 1", 3, "node-differs"),
        ("delete from audit_nodes where level = 0 and index = 5; delete from audit_seals where seq = 6", 6, "cut-off"),
        ("update audit_checkpoints set note = replace(note, 'audit', 'other')", 6, "checkpoint-unsigned"),
        ("update audit_checkpoints set root = '\\x00'", 6, "checkpoint-differs"),
    ],
)
async def test_tampering_with_the_tree_is_found_and_placed(
    world: World, database_url: str, tampering: str, seq: int, reason: str
) -> None:
    await record(world, 6)
    await run_seal(world)
    await execute(database_url, *UNLOCK, tampering)
    bad = (await verdict(world)).first_bad
    assert bad is not None
    assert (bad.seq, bad.reason) == (seq, reason)


async def test_a_trail_written_anew_shows_against_a_checkpoint_kept_outside(world: World, database_url: str) -> None:
    await record(world, 4)
    await run_seal(world)
    early = await note(world)
    await record(world, 4)
    await run_seal(world)
    kept = await note(world)
    # The owner of the database rewrites a record and everything that was computed from it, with the system's own key.
    await execute(
        database_url,
        *UNLOCK,
        "update audit_records set name = 'somebody else' where id = (select record_id from audit_seals where seq = 6)",
        "delete from audit_nodes; delete from audit_time_stamps; delete from audit_checkpoints; delete from audit_seals",
    )
    await run_seal(world)
    assert (await verdict(world)).intact
    assert (await verdict(world, early)).intact
    bad = (await verdict(world, early, kept)).first_bad
    assert bad is not None
    assert (bad.seq, bad.reason) == (8, "outside-differs")
    auditor = await world.person("auditor")
    found = (await auditor.post("/audit/verify", {"outside": [kept]})).json()
    assert (found["intact"], found["first_bad"]["reason"]) == (False, "outside-differs")


async def test_a_note_that_this_log_never_signed_is_refused(world: World) -> None:
    auditor = await world.person("auditor")
    await record(world, 1)
    await run_seal(world)
    answer = await auditor.post("/audit/verify", {"outside": [(await note(world)).replace("1", "2", 1)]})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "outside")


async def test_the_log_is_taken_out_and_verified_offline(world: World, tmp_path: Path) -> None:
    auditor = await world.person("auditor")
    await record(world, 5)
    await run_seal(world)
    early = await note(world)
    await record(world, 3)
    await run_seal(world)
    answer = await auditor.get("/audit/export")
    assert answer.headers["content-disposition"].startswith("attachment")
    key, log = await log_key(world), answer.text
    assert offline(tmp_path, key, log, early)[0] == 0
    lines = log.splitlines(keepends=True)

    def spoilt(number: int, **change: Any) -> str:
        entry = json.loads(lines[number])
        entry["record"] |= change
        return "".join([*lines[:number], json.dumps(entry) + "\n", *lines[number + 1 :]])

    code, said = offline(tmp_path, key, spoilt(2, name="x"))
    assert (code, "entry 3" in said) == (1, True), said
    code, said = offline(tmp_path, key, "".join([*lines[:3], *lines[4:]]))
    assert (code, "entry 4 is missing" in said) == (1, True), said
    # The tail is cut off together with its checkpoint: the one kept outside shows it.
    code, said = offline(tmp_path, key, "".join(lines[:3]), early)
    assert (code, "ends at entry 3" in said) == (1, True), said
    code, said = offline(tmp_path, key, "".join(lines[:5]), (await note(world)))
    assert code == 1, said
    assert offline(tmp_path, key, "no log")[0] == 2
    items = (await auditor.get("/audit", params={"entity": "audit"})).json()["items"]
    assert items[0]["action"] == "export"


async def test_a_receipt_is_verified_offline_with_the_files_it_names(world: World, tmp_path: Path) -> None:
    edition = await world.edition("open")
    application = await world.application(edition, state="filed")
    applicant = await world.person("applicant", organisation_id=application.organisation_id)
    file = "the applicant's own copy"
    content = {"files": [{"path": "licence.pdf", "sha256": sha256_hex(file)}]}
    digest = sha256_hex(canonical_json(content))
    await world.add(
        Manifest(
            application_id=application.id, kind="submission", content=content, sha256=digest, created_at=world.clock.now()
        )
    )  # fmt: skip
    await record(world, 3, application_id=application.id, detail={"manifest_sha256": digest})
    key, path = await log_key(world), f"/applications/{application.id}/receipts"

    def check(receipt: dict[str, Any], *files: str) -> tuple[int, str]:
        return offline(tmp_path, key, json.dumps(receipt), *files, name="receipt.json")

    [early] = (await applicant.get(path)).json()
    assert early["proof"] is None
    await run_seal(world)
    [receipt] = (await applicant.get(path)).json()
    code, said = check(early)
    assert (code, "请重新下载" in said, "download it again" in said) == (1, True, True), said
    code, said = check(receipt, file)
    assert (code, "相符：" in said, "Fits: 1 files" in said) == (0, True, True), said
    code, said = check(receipt, "another file")
    assert (code, "0.txt is not one of the files" in said) == (1, True), said
    receipt["manifest"]["files"][0]["path"] = "other.pdf"
    assert check(receipt)[0] == 1
    assert check({"manifest": 1})[0] == 1
    assert check({"manifest": 1, "proof": 2})[0] == 2


async def test_one_record_is_proved_to_the_auditor_and_offline(world: World, tmp_path: Path) -> None:
    auditor = await world.person("auditor")
    edition = await world.edition("open")
    secret = await world.application(edition, state="filed")
    await world.recuse(auditor, secret)
    await record(world, 5)
    await record(world, 1, application_id=secret.id)
    *shown, last = [
        one["id"] for one in (await (await world.person("auditor")).get("/audit", params={"entity": "test"})).json()["items"]
    ][::-1]
    assert (await auditor.get(f"/audit/records/{shown[2]}/proof")).json()["proof"] is None
    await run_seal(world)
    found = (await auditor.get(f"/audit/records/{shown[2]}/proof")).json()
    assert (found["size"], found["proof"]["index"], found["proof"]["record"]["id"]) == (7, 2, shown[2])
    key = await log_key(world)
    assert offline(tmp_path, key, json.dumps(found["proof"]), name="proof.json")[0] == 0
    found["proof"]["record"]["name"] = "x"
    assert offline(tmp_path, key, json.dumps(found["proof"]), name="proof.json")[0] == 1
    for person, record_id, status in ((auditor, last, 404), (auditor, 10**6, 404), (await world.person("admin"), last, 403)):
        assert (await person.get(f"/audit/records/{record_id}/proof")).status_code == status


async def test_of_a_case_one_is_recused_from_the_export_has_the_hash_alone(world: World, tmp_path: Path) -> None:
    auditor = await world.person("auditor")
    edition = await world.edition("open")
    secret = await world.application(edition, state="filed")
    await world.recuse(auditor, secret)
    await record(world, 1)
    await record(world, 2, application_id=secret.id, detail={"canary": "a-word-that-nobody-else-writes"})
    await run_seal(world)
    log = (await auditor.get("/audit/export")).text
    assert "a-word-that-nobody-else-writes" not in log
    assert offline(tmp_path, await log_key(world), log)[0] == 0


@pytest.mark.parametrize("role", ["office", "government", "admin"])
async def test_others_take_nothing_out(world: World, role: str) -> None:
    person = await world.person(role)
    assert (await person.get("/audit/export")).status_code == 403


async def test_anybody_may_keep_a_checkpoint_and_see_that_the_log_only_grew(world: World) -> None:
    assert (await anonymous(world, "GET", "/public/audit-checkpoint")).status_code == 404
    await record(world, 5)
    await run_seal(world)
    first = (await anonymous(world, "GET", "/public/audit-checkpoint")).json()
    await record(world, 6)
    await run_seal(world)
    second = (await anonymous(world, "GET", f"/public/audit-checkpoint?since={first['size']}")).json()
    verifier = Verifier.read(second["key"])
    old, new = verifier.open(first["note"]), verifier.open(second["note"])
    proof = [bytes.fromhex(step) for step in second["consistency"]]
    assert consistent(old.size, new.size, old.root, new.root, proof)
    assert (await anonymous(world, "GET", "/public/audit-checkpoint?since=12")).status_code == 404


async def test_the_checkpoint_lies_locked_in_the_store(world: World, store: ObjectStore) -> None:
    await record(world, 2)
    await run_seal(world)
    async with world.session() as session:
        key = await keep(session, store=store, now=world.clock.now())
        assert await keep(session, store=store, now=world.clock.now()) is None
    assert key is not None
    assert await store.locked_until(key, None) is not None


def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


@contextlib.contextmanager
def serving(answer: Callable[[bytes], bytes], status: int = 200) -> Iterator[str]:
    """An HTTP server that answers each query by a function; its address."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.end_headers()
            with contextlib.suppress(BrokenPipeError):
                self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Authority:
    """A time-stamp authority: openssl, and where its certificate lies."""

    folder: Path

    @property
    def certificate(self) -> Path:
        """What it is known by."""
        return self.folder / "cert.pem"

    def answer(self, query: bytes) -> bytes:
        """The signed reply to a query."""
        (self.folder / "q").write_bytes(query)
        openssl(self.folder, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "q", "-out", "r")
        return (self.folder / "r").read_bytes()


def make_authority(folder: Path, *, valid: tuple[int, int] = (-1, 365)) -> Authority:
    """An authority whose certificate is valid between two days, counted from today."""
    (folder / "tsa.cnf").write_text(
        "[tsa]\ndefault_tsa=one\n[one]\nserial=serial\ndefault_policy=1.2.3.4\ndigests=sha256,sha512\nsigner_digest=sha256\n"
        "signer_cert=cert.pem\nsigner_key=key.pem\ncerts=cert.pem\ness_cert_id_alg=sha256\n"
    )
    (folder / "serial").write_text("01\n")
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test tsa")])
    today = dt.datetime.now(dt.UTC)
    signs = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
         "encipher_only", "decipher_only"), False,
    )  # fmt: skip
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today + dt.timedelta(days=valid[0]))
        .not_valid_after(today + dt.timedelta(days=valid[1]))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, **signs), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return Authority(folder)


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A time-stamp authority behind HTTP. (its address, its certificate)"""
    made = make_authority(tmp_path)
    with serving(made.answer) as address:
        yield address, made.certificate


async def test_a_time_authority_stamps_the_checkpoint_where_one_is_configured(
    world: World, settings: Settings, authority: tuple[str, Path]
) -> None:
    await record(world, 2)
    await run_seal(world)
    async with world.session() as session:
        assert not await stamp(session, settings=settings, now=world.clock.now())
        given = settings.model_copy(update={"tsa_url": authority[0], "tsa_certificates": authority[1]})
        assert await stamp(session, settings=given, now=world.clock.now())
        assert not await stamp(session, settings=given, now=world.clock.now())
        await session.commit()
    shown = (await anonymous(world, "GET", "/public/audit-checkpoint")).json()
    response = rfc3161_client.decode_timestamp_response(base64.b64decode(shown["time_stamp"]))
    assert response.tst_info.gen_time is not None


async def test_a_stamp_by_somebody_else_is_refused(
    world: World, settings: Settings, authority: tuple[str, Path], tmp_path: Path
) -> None:
    await record(world, 1)
    await run_seal(world)
    other = tmp_path / "other.pem"
    openssl(tmp_path, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "o", "-out", "other.pem", "-subj", "/CN=o")
    given = settings.model_copy(update={"tsa_url": authority[0], "tsa_certificates": other})
    async with world.session() as session:
        with pytest.raises(rfc3161_client.VerificationError):
            await stamp(session, settings=given, now=world.clock.now())


async def failed(world: World, settings: Settings, address: str, certificate: Path, about: Callable[[str], object] = len) -> None:
    """The stamp is an error of its job alone: no stamp is kept, and sealing goes on."""
    await record(world, 1)
    await run_seal(world)
    before = signer_of(world).verifier.open(await note(world)).size
    about(await note(world))
    given = settings.model_copy(update={"tsa_url": address, "tsa_certificates": certificate})
    async with world.session() as session:
        with pytest.raises((httpx.HTTPError, ValueError, rfc3161_client.VerificationError)):
            await stamp(session, settings=given, now=world.clock.now())
        assert await session.scalar(select(func.count()).select_from(AuditTimeStamp)) == 0
    await record(world, 1)
    assert await run_seal(world) == 1
    assert signer_of(world).verifier.open(await note(world)).size == before + 1
    assert (await verdict(world)).intact


def of_other_data(made: Authority) -> bytes:
    """A good stamp of something else."""
    return made.answer(rfc3161_client.TimestampRequestBuilder().data(b"something else").nonce(nonce=True).build().as_bytes())


def of_another_query(made: Authority, note: str) -> bytes:
    """A good stamp of this very checkpoint, asked for by somebody else: with another nonce."""
    query = rfc3161_client.TimestampRequestBuilder().data(note.encode()).nonce(nonce=True).cert_request(cert_request=True)
    return made.answer(query.build().as_bytes())


async def test_an_authority_that_is_away_or_answers_badly_never_stops_the_sealer(
    world: World, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_authority(tmp_path)
    await record(world, 1)
    await run_seal(world)
    await failed(world, settings, "http://127.0.0.1:9", made.certificate)
    for answer, status in (
        (lambda _: b"", 200),
        (lambda _: b"<html>", 200),
        (made.answer, 500),
        (lambda _: of_other_data(made), 200),
        (lambda query: made.answer(query)[:-3] + b"abc", 200),
    ):
        with serving(answer, status) as address:
            await failed(world, settings, address, made.certificate)
    notes: list[str] = []
    with serving(lambda _: of_another_query(made, notes[-1])) as address:
        await failed(world, settings, address, made.certificate, notes.append)
    monkeypatch.setattr("quality_award.audit.keep.TIMEOUT", 0.2)
    with serving(lambda _: time.sleep(1) or b"") as address:
        await failed(world, settings, address, made.certificate)


async def test_a_stamp_by_a_certificate_that_has_run_out_is_refused(world: World, settings: Settings, tmp_path: Path) -> None:
    made = make_authority(tmp_path, valid=(-30, -2))
    await record(world, 1)
    await run_seal(world)
    with serving(made.answer) as address:
        await failed(world, settings, address, made.certificate)


async def test_the_auditor_reads_and_takes_the_stamps(world: World, settings: Settings, authority: tuple[str, Path]) -> None:
    auditor = await world.person("auditor")
    assert (await auditor.get("/audit/time-stamps")).json() == []
    await record(world, 2)
    await run_seal(world)
    given = settings.model_copy(update={"tsa_url": authority[0], "tsa_certificates": authority[1]})
    async with world.session() as session:
        await stamp(session, settings=given, now=world.clock.now())
        await session.commit()
    [shown] = (await auditor.get("/audit/time-stamps")).json()
    assert (shown["size"], shown["note"]) == (2, await note(world))
    assert dt.datetime.fromisoformat(shown["stamped_at"]).date() == dt.datetime.now(dt.UTC).date()
    # As docs/verify.md says it, with nothing of ours.
    folder = authority[1].parent
    (folder / "checkpoint.txt").write_text(shown["note"])
    (folder / "checkpoint.tsr").write_bytes(base64.b64decode(shown["time_stamp"]))
    openssl(folder, "ts", "-verify", "-data", "checkpoint.txt", "-in", "checkpoint.tsr", "-CAfile", "cert.pem")
    assert (await auditor.post("/audit/verify", {})).json()["intact"]
    assert (await (await world.person("office")).get("/audit/time-stamps")).status_code == 403
