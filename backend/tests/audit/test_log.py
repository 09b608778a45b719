"""The signed log: whoever keeps a checkpoint outside can show a change, offline, with the public key alone."""

import base64
import http.server
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import rfc3161_client
from conftest import execute
from trail import record, run_seal, signer_of, verdict
from world import World, anonymous, log_key

from quality_award.audit.keep import keep, stamp
from quality_award.audit.merkle import consistent
from quality_award.audit.note import Verifier
from quality_award.audit.tree import latest
from quality_award.platform.objectstore import ObjectStore
from quality_award.platform.settings import Settings

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


def offline(tmp_path: Path, key: str, log: str, *notes: str) -> tuple[int, str]:
    """The command, in a process that knows neither database nor settings."""
    (tmp_path / "key").write_text(key)
    (tmp_path / "log.jsonl").write_text(log)
    paths = []
    for number, one in enumerate(notes):
        (tmp_path / f"{number}.txt").write_text(one)
        paths.append(str(tmp_path / f"{number}.txt"))
    command = [sys.executable, "-m", "quality_award.audit.offline", str(tmp_path / "key"), str(tmp_path / "log.jsonl"), *paths]
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


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A time-stamp authority: openssl behind HTTP. (its address, its certificate)"""
    (tmp_path / "tsa.cnf").write_text(
        "[req]\ndistinguished_name=dn\nx509_extensions=ext\nprompt=no\n[dn]\nCN=test tsa\n"
        "[ext]\nextendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\nsubjectKeyIdentifier=hash\n"
        "[tsa]\ndefault_tsa=one\n[one]\nserial=serial\ndefault_policy=1.2.3.4\ndigests=sha256,sha512\nsigner_digest=sha256\n"
        "signer_cert=cert.pem\nsigner_key=key.pem\ncerts=cert.pem\ness_cert_id_alg=sha256\n"
    )
    (tmp_path / "serial").write_text("01\n")
    openssl(
        tmp_path, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-config", "tsa.cnf"
    )

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            (tmp_path / "q").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            openssl(tmp_path, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "q", "-out", "r")
            self.send_response(200)
            self.end_headers()
            self.wfile.write((tmp_path / "r").read_bytes())

        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", tmp_path / "cert.pem"
    server.shutdown()
    thread.join()
    server.server_close()


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


async def test_an_authority_that_is_away_is_an_error_of_the_job_alone(world: World, settings: Settings) -> None:
    await record(world, 1)
    await run_seal(world)
    given = settings.model_copy(update={"tsa_url": "http://127.0.0.1:9"})
    async with world.session() as session:
        with pytest.raises(httpx.ConnectError):
            await stamp(session, settings=given, now=world.clock.now())
    assert signer_of(world).verifier.open(await note(world)).size == 1
