"""How tests fill in an application and upload to the real store."""

import hashlib
import uuid
from typing import Any

import httpx
from world import Person, World

from quality_award.features.evidence.service.checking import check
from quality_award.regulation.criteria import criteria
from quality_award.regulation.parameters import indicator_years, latest
from quality_award.regulation.parameters.form import Field
from quality_award.tables.applications import Application
from quality_award.tables.parties import Organisation
from rehearsal.evidence import pdf

LAW = latest()
ITEMS = criteria().item_codes
PDF = pdf("朝阳市人民政府", "市长质量奖")
SAMPLES: dict[str, Any] = {
    "text": "王堃",
    "textarea": "精密铸件",
    "integer": 12,
    "decimal": 12.5,
    "percent": 50,
    "date": "2020-05-04",
    "year": 2015,
    "boolean": False,
    "phone": "0421-2661234",
    "email": "zl@example.cn",
    "table": [],
}


def value(field: Field, year: int) -> Any:
    """A value that can stand."""
    one = field.options[0].value if field.type == "choice" else SAMPLES.get(field.type)
    if field.type == "choices":
        one = [field.options[0].value]
    return {str(y): one for y in indicator_years(year)} if field.per_year else one


def form(nature: str = "for_profit", year: int = 2026) -> dict[str, Any]:
    """Every field of the form; no incident, so no detail."""
    return {field.key: value(field, year) for field in LAW.form_definition.fields_for(nature) if field.required_if is None}


def complete(nature: str = "for_profit") -> dict[str, Any]:
    """A PATCH that leaves only the evidence to be done."""
    return {
        "form": form(nature),
        "profile": "组织概述",
        "self_evaluation": dict.fromkeys(ITEMS, "按过程方法展开。"),
        "declared_by": "王镕",
    }


def announced(data: bytes, slot: str = "licence", **over: Any) -> dict[str, Any]:
    """What a browser says of a file before it sends it."""
    body = {"slot": slot, "filename": f"{slot}.pdf", "content_type": "application/pdf", "size": len(data)}
    return body | {"sha256": hashlib.sha256(data).hexdigest()} | over


async def upload(
    world: World,
    person: Person,
    application: str | uuid.UUID,
    slot: str = "licence",
    data: bytes = PDF,
    scanner: str | None = None,
    **over: Any,
) -> httpx.Response:
    """Announce, send to the store, confirm, let the worker look: the file as it then is (or the refusal that came first)."""
    begun = await person.post(f"/applications/{application}/evidence", announced(data, slot, **over))
    if begun.status_code != 201 or begun.json()["state"] != "pending":
        return begun
    ticket = begun.json()
    await send(ticket, data)
    confirmed = await person.post(f"/evidence/{ticket['evidence_id']}/confirm")
    if confirmed.status_code != 200:
        return confirmed
    await look(world, ticket["evidence_id"], scanner)
    return await person.post(f"/evidence/{ticket['evidence_id']}/confirm")


async def look(world: World, evidence_id: str, scanner: str | None = None) -> str | None:
    """What the worker does with a file that came: the very command, in a transaction of its own."""
    async with world.session() as session:
        state = await check(
            session, store=world.app.state.store, scanner=scanner, evidence_id=uuid.UUID(evidence_id), now=world.clock.now()
        )
        await session.commit()
    return state


async def send(ticket: dict[str, Any], data: bytes) -> httpx.Response:
    """PUT the bytes as a browser does."""
    async with httpx.AsyncClient() as client:
        return await client.put(ticket["url"], content=data, headers=ticket["headers"])


async def open_file(person: Person, evidence_id: str | uuid.UUID, purpose: str = "read") -> httpx.Response:
    """Open a file as its reader: the answer carries the ticket as a cookie."""
    return await person.post(f"/evidence/{evidence_id}/looks", {"purpose": purpose})


async def content(
    world: World, opened: httpx.Response, evidence_id: str | uuid.UUID, path: str = "", **headers: str
) -> httpx.Response:
    """The bytes of a file as the browser gets them that opened it: by its cookie, without a token."""
    transport = httpx.ASGITransport(app=world.app)
    cookies = {"look": opened.cookies["look"]} if "look" in opened.cookies else {}
    async with httpx.AsyncClient(transport=transport, base_url="http://test", cookies=cookies) as client:
        return await client.get(f"/api/v1/evidence/{evidence_id}/content{path}", headers=headers)


async def stored_evidence(world: World, application: Application, uploader: Person, nature: str = "for_profit") -> None:
    """Rows for every required slot (the store isn't asked)."""
    for slot in LAW.required_slots(nature):
        await world.evidence(application, uploader, slot.key)


async def ready(world: World, applicant: Person, organisation: Organisation, edition_id: uuid.UUID) -> dict[str, Any]:
    """A draft with nothing missing, made through the API; gives its last representation."""
    made = await applicant.post("/applications", {"edition_id": str(edition_id)})
    assert made.status_code == 201, made.text
    async with world.session() as session:
        row = await session.get(Application, uuid.UUID(made.json()["id"]))
    assert row is not None
    await stored_evidence(world, row, applicant, organisation.nature)
    saved = await applicant.request("PATCH", f"/applications/{row.id}", version=1, json=complete(organisation.nature))
    assert saved.status_code == 200, saved.text
    body: dict[str, Any] = saved.json()
    return body
