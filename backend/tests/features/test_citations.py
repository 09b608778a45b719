"""Statements with the page that bears them out, and the evidence matrix (Art. 16, 17(2))."""

import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from filing import upload
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from world import Person, World

from quality_award.features.evidence.pure.matrix import Wanted, matrix
from quality_award.features.evidence.service import citations as service
from quality_award.platform.objectstore import ObjectStore
from quality_award.tables.applications import Application
from quality_award.tables.trail import AuditRecord

pytestmark = pytest.mark.anyio


@dataclass
class Draft:
    """A draft with one stored file of one page."""

    application: Application
    applicant: Person
    file: str

    async def cite(self, **over: Any) -> Any:
        body = {"item": "4.1.2", "evidence_id": self.file, "page": 1, "statement": "高层领导主持质量例会。"} | over
        return await self.applicant.post(f"/applications/{self.application.id}/citations", body)

    async def matrix(self, person: Person | None = None) -> dict[str, Any]:
        answer = await (person or self.applicant).get(f"/applications/{self.application.id}/evidence/matrix")
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body | {"by": {row["key"]: row for row in body["rows"]}}


@pytest.fixture
async def draft(world: World, store: ObjectStore) -> Draft:
    organisation = await world.organisation()
    edition = await world.edition("open")
    application = await world.application(edition, organisation, self_evaluation={"4.1.2": "高层领导主持质量例会。"})
    applicant = await world.person("applicant", organisation_id=organisation.id)
    file = (await upload(world, applicant, application.id)).json()["id"]
    return Draft(application, applicant, file)


async def test_a_statement_points_at_a_page_until_it_is_taken_away(world: World, draft: Draft) -> None:
    made = await draft.cite()
    assert made.status_code == 201, made.text
    assert (made.json()["page"], made.json()["item"], made.json()["filename"]) == (1, "4.1.2", "licence.pdf")
    # A second click is the same citation.
    assert (await draft.cite()).json()["id"] == made.json()["id"]
    assert (await draft.cite(item="main_products")).status_code == 201
    listed = (await draft.applicant.get(f"/applications/{draft.application.id}/citations")).json()
    assert [one["item"] for one in listed] == ["4.1.2", "main_products"]
    rows = (await draft.matrix())["by"]
    assert rows["4.1.2"]["standing"] == "covered"
    assert [(file["id"], file["cited"]) for file in rows["4.1.2"]["files"]] == [(draft.file, [1])]
    assert rows["main_products"]["kind"] == "field"
    assert (await draft.applicant.request("DELETE", f"/citations/{made.json()['id']}")).status_code == 204
    assert (await draft.matrix())["by"]["4.1.2"]["standing"] == "missing"
    async with world.session() as session:
        actions = (await session.scalars(select(AuditRecord.action).where(AuditRecord.action.in_(("cite", "uncite"))))).all()
    assert sorted(actions) == ["cite", "cite", "uncite"]


@pytest.mark.parametrize(
    ("over", "gaps"),
    [
        ({"item": "9.9.9"}, {"item": "citation.item"}),
        ({"page": 2}, {"page": "citation.page"}),
        ({"evidence_id": str(uuid.uuid4())}, {"evidence_id": "citation.file"}),
        ({"item": "no_such_field", "page": 99}, {"item": "citation.item", "page": "citation.page"}),
    ],
)
async def test_what_cannot_be_cited_is_refused_with_every_gap(draft: Draft, over: dict[str, Any], gaps: dict[str, str]) -> None:
    answer = await draft.cite(**over)
    assert answer.status_code == 422
    assert {gap["field"]: gap["code"] for gap in answer.json()["errors"]} == gaps


async def test_only_ones_own_stored_files_and_only_in_the_draft(world: World, draft: Draft) -> None:
    stranger = await world.person("applicant", organisation_id=(await world.organisation()).id)
    foreign = await world.application(await world.edition("open", number=6, year=2028), None)
    owner = await world.person("applicant", organisation_id=foreign.organisation_id)
    theirs = await world.evidence(foreign, owner)
    assert (await draft.cite(evidence_id=str(theirs.id))).json()["errors"][0]["code"] == "citation.file"
    running = await world.evidence(draft.application, draft.applicant, state="received", sha256=None)
    assert (await draft.cite(evidence_id=str(running.id))).json()["errors"][0]["code"] == "citation.file"
    made = (await draft.cite()).json()
    assert (await stranger.request("DELETE", f"/citations/{made['id']}")).status_code == 404
    assert (await stranger.get(f"/applications/{draft.application.id}/citations")).status_code == 404
    async with world.session() as session:
        now = world.clock.now()
        await session.execute(
            update(Application)
            .where(Application.id == draft.application.id)
            .values(state="filed", declared_by="王镕", declared_at=now, submitted_at=now)
        )
        await session.commit()
    assert (await draft.cite()).status_code == 409
    assert (await draft.applicant.request("DELETE", f"/citations/{made['id']}")).status_code == 409
    office = await world.person("office")
    assert [one["id"] for one in (await office.get(f"/applications/{draft.application.id}/citations")).json()] == [made["id"]]
    await world.recuse(office, draft.application)
    for path in ("citations", "evidence/matrix", "evidence/search?q=朝阳"):
        assert (await office.get(f"/applications/{draft.application.id}/{path}")).status_code == 404


async def test_a_file_taken_off_takes_its_citations_along(draft: Draft) -> None:
    await draft.cite()
    await draft.applicant.request("DELETE", f"/evidence/{draft.file}")
    assert (await draft.applicant.get(f"/applications/{draft.application.id}/citations")).json() == []
    assert (await draft.matrix())["by"]["4.1.2"]["files"] == []


async def test_there_is_an_end_to_citations(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST", 1)
    assert (await draft.cite()).status_code == 201
    assert (await draft.cite(statement="另一句。")).json()["errors"][0]["code"] == "citation.too_many"


async def test_the_matrix_says_what_is_missing_unscanned_unread(world: World, draft: Draft) -> None:
    own = await draft.matrix()
    assert own["by"]["licence"]["standing"] == "covered"
    assert own["by"]["safety_certificate"]["standing"] == "missing"
    assert own["by"]["honour_certificate"]["standing"] == "optional"
    # The item makes statements and has nothing to show for them; the next one makes none.
    assert (own["by"]["4.1.2"]["standing"], own["by"]["4.1.3"]["standing"]) == ("missing", "optional")
    assert "main_products" not in own["by"]
    assert (own["unscanned"], own["unread"]) == (1, None)
    async with world.session() as session:
        now = world.clock.now()
        await session.execute(
            update(Application)
            .where(Application.id == draft.application.id)
            .values(state="filed", declared_by="王镕", declared_at=now, submitted_at=now)
        )
        await session.commit()
    office = await world.person("office")
    assert (await draft.matrix(office))["unread"] == 1
    await world.clear_to_read(office, draft.application)
    await office.post(f"/evidence/{draft.file}/looks", {"purpose": "read"})
    seen = await draft.matrix(office)
    assert (seen["unread"], seen["by"]["licence"]["files"][0]["unread"]) == (0, False)
    other = await world.person("office")
    assert (await draft.matrix(other))["unread"] == 1


KEYS = st.sampled_from(["a", "b", "c", "d"])


@given(
    files=st.lists(st.tuples(KEYS, st.integers(0, 4))),
    cited=st.lists(st.tuples(KEYS, st.integers(0, 4), st.integers(1, 3))),
    needs=st.lists(st.booleans(), min_size=3, max_size=3),
)
def test_every_file_and_page_is_in_its_row_once(
    files: list[tuple[str, int]], cited: list[tuple[str, int, int]], needs: list[bool]
) -> None:
    wanted = [Wanted(key, "item", key, "16", need) for key, need in zip("abc", needs, strict=True)] + [
        Wanted("d", "field", "d", "16", needs=False)
    ]
    rows = matrix(wanted, files, cited)
    for row in rows:
        key = row.wanted.key
        assert {file for file, _ in row.files} == {f for k, f in files if k == key} | {f for k, f, _ in cited if k == key}
        assert len({file for file, _ in row.files}) == len(row.files)
        for file, pages in row.files:
            assert pages == tuple(sorted({page for k, f, page in cited if (k, f) == (key, file)}))
        assert row.standing == ("covered" if row.files else "missing" if row.wanted.needs else "optional")
    assert [row.wanted.key for row in rows if row.wanted.kind == "item"] == ["a", "b", "c"]
    assert any(row.wanted.key == "d" for row in rows) == any(k == "d" for k, *_ in [*files, *cited])
