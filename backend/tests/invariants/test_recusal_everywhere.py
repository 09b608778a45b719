"""Art. 32, everywhere: whoever is recused from a case gets the answers of a world in which that case does not exist.

Made from the API's own description, so that no new route can be forgotten. One rich world is built, copied, and in the copy the
case is deleted with all that hangs on it. Every reading by a recused person of each role is then compared, byte for byte; every
change that names something of the case is answered as if it named nothing, and changes nothing.
"""

import io
import json
import re
import uuid
import zipfile
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import httpx
import pytest
from case_with_everything import Everything, everything
from conftest import execute, settings_on
from fastapi import FastAPI
from test_everything_recorded import ROUTES
from world import MovableClock, Person, World

from quality_award.main import create_app
from quality_award.platform.ids import new_id

pytestmark = [pytest.mark.anyio, pytest.mark.article("32")]

API = "/api/v1"
EXEMPT: dict[str, str] = {
    "GET /audit/time-stamps": "the tree's size and checkpoints, published to anyone: what they count is every record of the authority",
    "POST /audit/verify": "the same tree, walked: sizes and digests over every record, the content of none",
}
"""Routes whose answer may differ, each with the reason."""
READING_POSTS = ("look", "export", "download")
"""What `ROUTES` calls a POST that reads: those without an id of a case are compared like a GET."""
VOLATILE: dict[str, str] = {
    "ticket": "a sealed ticket, new each time",
    "url": "a signed link, new each time",
    "trace_id": "the request's own number",
}
"""Members of an answer that are never the same twice."""
BODIES: dict[str, Any] = {"POST /rulesets/{code}/simulation": {"changes": {"min_years": 100}}}
"""What a schema alone does not say."""
APART: dict[tuple[str, str], str] = {
    ("GET /people", "scope_name"): "whom a login belongs to: the register of accounts, of which the copy lacks one organisation",
}
"""Members of single answers that the copy itself changes."""
NAMES: dict[str, str] = {
    "GET /people": "the organisation that a login belongs to",
    "GET /audit": "the number that the reader searched the trail for is on the trail",
    "POST /audit/rows": "the same",
}
"""Answers that may name the case, being the same without it."""
IN_DOCUMENTS: dict[tuple[str, str], str] = {
    ("public_notices", "entries"): "published: everyone reads it without a login",
    ("proposals", "options"): "ids in a document: what is shown of them is what the reader sees of the applications",
    ("proposals", "before"): "the same",
    ("proposals", "members"): "the same",
    ("proposals", "figures"): "the same",
    ("proposals", "clashes"): "the same",
    ("store_checks", "findings"): "taken out of the copy, finding by finding",
}
"""JSON columns that may name a case without hanging on it."""


# --- the world without the case ----------------------------------------------------------------------------------------


async def delete_case(url: str, scene: Everything) -> dict[str, set[Any]]:
    """Delete the case and, transitively, every row with a column that holds the id of a deleted one; triggers off.

    An archive of the edition holds the case, so it goes too. Returns {table: deleted ids}.
    """
    database = await asyncpg.connect(url)
    try:
        await database.execute("set session_replication_role = replica")
        columns: dict[str, list[str]] = defaultdict(list)
        for row in await database.fetch(
            "select table_name, column_name from information_schema.columns c join information_schema.tables t using"
            " (table_schema, table_name) where table_schema = 'public' and table_type = 'BASE TABLE' and udt_name = 'uuid'"
        ):
            columns[row["table_name"]].append(row["column_name"])
        gone: dict[str, set[Any]] = {"applications": {scene.case.id}}
        # The organisation is known to the register through its case alone, and its records are kept from whoever is recused.
        ids = {scene.case.id}
        await database.execute("delete from applications where id = $1", scene.case.id)
        await database.execute("delete from organisations where id = $1", scene.organisation.id)
        await database.execute("delete from regulatory_records where uscc = $1", scene.organisation.uscc)
        await database.execute("delete from archives where edition_id = $1", scene.edition.id)
        # A party that only this case's papers name is known through it alone.
        await database.execute(
            "delete from parties p where p.expert_id is null and p.user_id is null and exists (select 1 from ties t where"
            " p.id in (t.from_id, t.to_id) and t.application_id = $1) and not exists (select 1 from ties t where p.id in"
            " (t.from_id, t.to_id) and t.application_id is distinct from $1)",
            scene.case.id,
        )
        while True:
            found: set[Any] = set()
            for table, names in columns.items():
                others = [name for name in names if name != "id"]
                if not others:
                    continue
                where = " or ".join(f"{name} = any($1)" for name in others)
                returning = "id::text" if "id" in names or table == "audit_records" else "null::text"
                rows = await database.fetch(f"delete from {table} where {where} returning {returning} as id", list(ids))
                gone.setdefault(table, set()).update(row["id"] for row in rows)
                found |= {uuid.UUID(row["id"]) for row in rows if "id" in names}
            if not found - ids:
                break
            ids |= found
        await database.execute(
            "update store_checks set findings = (select coalesce(jsonb_agg(f), '[]') from jsonb_array_elements(findings) f"
            " where f ->> 'application_id' is distinct from $1)",
            str(scene.case.id),
        )
        await _nothing_else_names_it(database, scene, ids)
        return gone
    finally:
        await database.close()


async def _nothing_else_names_it(database: asyncpg.Connection, scene: Everything, ids: set[Any]) -> None:
    documents = await database.fetch(
        "select table_name, column_name from information_schema.columns c join information_schema.tables t using"
        " (table_schema, table_name) where table_schema = 'public' and table_type = 'BASE TABLE' and udt_name = 'jsonb'"
    )
    words = [scene.case.case_number, *map(str, ids)]
    for row in documents:
        place = (row["table_name"], row["column_name"])
        named = await database.fetchval(
            f"select count(*) from {place[0]} where {place[1]}::text like any($1)", [f"%{word}%" for word in words]
        )
        assert not named or place in IN_DOCUMENTS, f"{place} names the deleted case: say in IN_DOCUMENTS how it hangs on it"


@dataclass
class Twins:
    """The world as it is, and its copy without the case; each person has the same login in both."""

    scene: Everything
    without: World
    gone: dict[str, set[Any]] = field(default_factory=dict)

    def twin(self, person: Person) -> Person:
        """The same person in the copy."""
        return Person(self.without, person.user, person.membership, person.login)


@asynccontextmanager
async def copied(services: Mapping[str, str], url: str, app: FastAPI) -> AsyncIterator[str]:
    """A copy of a database that nobody else is connected to meanwhile."""
    await app.state.engine.dispose()
    name = f"c_{uuid.uuid4().hex}"
    source = re.search(r"/(\w+)\?", url.removeprefix("postgresql://"))
    assert source is not None
    await execute(services["postgres"], f"create database {name} template {source.group(1)} strategy file_copy")
    try:
        yield services["postgres"].replace("/postgres?", f"/{name}?")
    finally:
        await execute(services["postgres"], f"drop database {name} with (force)")


@pytest.fixture
async def twins(
    world: World, store: Any, services: dict[str, str], database_url: str, clock: MovableClock
) -> AsyncIterator[Twins]:
    """Everything, twice."""
    scene = await everything(world)
    async with copied(services, database_url, world.app) as url:
        gone = await delete_case(url, scene)
        app = create_app(settings_on(services, url), clock)
        other = World(app, clock, world.authority, key=world.key)
        app.state.rehearsal = world.app.state.rehearsal
        yield Twins(scene, other, gone)
        await app.state.engine.dispose()


# --- requests, made from the description -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Call:
    """One request: the route that it tests, its path with the parameters filled in, its query and body."""

    route: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: Any = None

    def __str__(self) -> str:
        query = "&".join(f"{name}={value}" for name, value in self.query)
        return f"{self.route.split()[0]} {self.path}{'?' if query else ''}{query}"


class Filler:
    """Fills parameters and bodies from the description. What it doesn't know is a failure of the test, never a skip."""

    def __init__(self, app: FastAPI, scene: Everything) -> None:
        self.description = app.openapi()
        self.scene = scene
        self.unknown: list[str] = []

    def operations(self) -> list[tuple[str, dict[str, Any]]]:
        """(route, operation) of everything that the API has."""
        return [
            (f"{method.upper()} {path.removeprefix(API)}", operation)
            for path, methods in self.description["paths"].items()
            for method, operation in methods.items()
        ]

    def paths(self, route: str, *, of_case: bool | None) -> list[str]:
        """The route's path filled in: with ids of the case (True), of others (False), of both (None)."""
        template = route.split()[1]
        made = [template]
        for name in re.findall(r"\{(\w+)\}", template):
            values = self.scene.values(template, name, of_case=of_case)
            if values is None:
                self.unknown.append(f"{route}: path parameter {name}")
                return []
            made = [path.replace(f"{{{name}}}", str(value)) for path in made for value in values]
        return made

    def queries(self, route: str, operation: Mapping[str, Any]) -> list[tuple[tuple[str, str], ...]]:
        """The query bare, and with each parameter by itself, in every value that could tell something of the case."""
        needed: list[tuple[str, str]] = []
        alone: list[tuple[str, str]] = []
        for parameter in operation.get("parameters", []):
            if parameter["in"] != "query":
                continue
            values = self.scene.query_values(route, parameter["name"], parameter["schema"])
            if values is None:
                self.unknown.append(f"{route}: query parameter {parameter['name']}")
                continue
            if parameter.get("required"):
                needed.append((parameter["name"], values[0]))
                alone += [(parameter["name"], value) for value in values[1:]]
            else:
                alone += [(parameter["name"], value) for value in values]
        bare = tuple(needed)
        return [bare, *(((*[one for one in bare if one[0] != name], (name, value))) for name, value in alone)]

    def body(self, route: str, operation: Mapping[str, Any], *, of_case: bool) -> Any:
        """A body that the schema takes; ids are those of the case, or of nothing at all."""
        content = operation.get("requestBody", {}).get("content", {})
        if "application/json" not in content:
            return None
        if route in BODIES:
            return BODIES[route]
        return self._instance(route, "", content["application/json"]["schema"], of_case=of_case)

    def _instance(self, route: str, name: str, schema: Mapping[str, Any], *, of_case: bool) -> Any:
        if "$ref" in schema:
            return self._instance(route, name, self._resolve(schema["$ref"]), of_case=of_case)
        if "anyOf" in schema:
            return self._instance(route, name, schema["anyOf"][0], of_case=of_case)
        if "enum" in schema or "const" in schema:
            return schema.get("const", schema.get("enum", [None])[0])
        match schema.get("type"):
            case "object":
                return {
                    key: self._instance(route, key, one, of_case=of_case) for key, one in schema.get("properties", {}).items()
                }
            case "array":
                return [self._instance(route, name, schema["items"], of_case=of_case)]
            case "integer" | "number":
                return max(schema.get("minimum", 1), schema.get("exclusiveMinimum", 0) + 1, 1)
            case "boolean":
                return True
            case "string":
                return self._string(route, name, schema, of_case=of_case)
        return None

    def _string(self, route: str, name: str, schema: Mapping[str, Any], *, of_case: bool) -> str:
        match schema.get("format"):
            case "uuid":
                known = self.scene.values(route.split()[1], name.rstrip("s") if name.endswith("_ids") else name, of_case=True)
                return str(known[0] if of_case and known else new_id())
            case "date":
                return "2026-03-02"
            case "date-time":
                return "2026-03-02T01:00:00Z"
        return "评定工作需要"[: schema.get("maxLength", 6)].ljust(schema.get("minLength", 0), "。")

    def _resolve(self, reference: str) -> Mapping[str, Any]:
        found: Any = self.description
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
        return found  # type: ignore[no-any-return]


async def send(person: Person, call: Call) -> httpx.Response:
    """The request as this person; every change says which version it saw."""
    method = call.route.split()[0]
    version = None if method == "GET" else 1
    options: dict[str, Any] = {"params": list(call.query)}
    if method != "GET":
        options["json"] = call.body
    return await person.request(method, call.path, version=version, **options)


def told(answer: httpx.Response, apart: Collection[str] = ()) -> Any:
    """All that an answer says, without what is never the same twice."""
    kind = answer.headers.get("content-type", "").partition(";")[0]
    etag = answer.headers.get("etag")
    if kind.endswith("json"):
        return answer.status_code, etag, _plain(json.loads(answer.content), {*VOLATILE, *apart})
    if answer.content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(answer.content)) as bag:
            # When a workbook was written stands in its properties.
            names = [name for name in bag.namelist() if not name.startswith("docProps/")]
            return answer.status_code, etag, {name: bag.read(name) for name in names}
    return answer.status_code, etag, answer.content


def _plain(value: Any, without: Collection[str]) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one, without) for key, one in value.items() if key not in without}
    return [_plain(one, without) for one in value] if isinstance(value, list) else value


def difference(one: Any, other: Any, path: str = "") -> str:
    """Where two answers part."""
    if type(one) is type(other):
        if isinstance(one, dict):
            for key in {**one, **other}:
                if found := difference(one.get(key), other.get(key), f"{path}.{key}"):
                    return found
            return ""
        if isinstance(one, list | tuple):
            if len(one) != len(other):
                return f"{path}: {len(one)} and {len(other)} lines, {str(one)[:160]} | {str(other)[:160]}"
            return next(
                (found for n, (a, b) in enumerate(zip(one, other, strict=True)) if (found := difference(a, b, f"{path}[{n}]"))),
                "",
            )
    return "" if one == other else f"{path}: {str(one)[:120]} | {str(other)[:120]}"


# --- the tests ---------------------------------------------------------------------------------------------------------


async def open_to_all(app: FastAPI, filler: Filler) -> set[str]:
    """Routes that ask for no login: they tell everybody the same."""
    free = set()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        for route, _ in filler.operations():
            method, template = route.split()
            path = re.sub(r"\{\w+\}", str(uuid.uuid4()), template)
            answer = await client.request(method, f"{API}{path}", json={})
            if answer.status_code != 401:
                free.add(route)
    return free


async def test_a_recused_person_reads_a_world_without_the_case(twins: Twins) -> None:
    scene, app = twins.scene, twins.scene.world.app
    filler = Filler(app, scene)
    free = await open_to_all(app, filler)
    reads = [
        (route, operation)
        for route, operation in filler.operations()
        if route not in free
        and route not in EXEMPT
        and (route.startswith("GET ") or (ROUTES.get(route) in READING_POSTS and not scene.names_a_case(route)))
    ]
    leaks: dict[tuple[str, str], list[str]] = defaultdict(list)
    answered: dict[str, int] = defaultdict(int)
    for route, operation in reads:
        calls = [
            Call(route, path, query, filler.body(route, operation, of_case=False) if not route.startswith("GET ") else None)
            for path in filler.paths(route, of_case=None)
            for query in filler.queries(route, operation)
        ]
        for person in scene.recused:
            for call in calls:
                answer = await send(person, call)
                twin = await send(twins.twin(person), call)
                answered[route] += answer.status_code < 300
                who = f"{person.membership.role}: {call}"
                if answer.status_code >= 500 or twin.status_code >= 500:
                    leaks[route, "fails"].append(f"{who}: {answer.status_code} | {twin.status_code} {answer.text[:200]}")
                apart = {name for of, name in APART if of == route}
                if parted := difference(told(answer, apart), told(twin, apart)):
                    leaks[route, parted.split(":")[0]].append(f"{who}: {parted}")
                elif route not in NAMES and (word := scene.betrayed(call.path, answer)):
                    leaks[route, "names"].append(f"{who}: names {word}")
                if answer.status_code == 403 and not call.query:
                    break  # the role has no such page at all, whatever the parameters
    silent = sorted({route for route, _ in reads if not answered[route]} - scene.unanswered.keys())
    wrong = [
        *(f"can't be filled: {one}" for one in dict.fromkeys(filler.unknown)),
        *(f"answered nobody, proves nothing: {one}" for one in silent),
    ]
    wrong += [f"{len(found)} times {route} {place}, such as {found[0]}" for (route, place), found in leaks.items()]
    assert wrong == [], "\n".join([str(len(wrong)), *wrong[:300]])


async def test_a_recused_person_changes_nothing_of_the_case(twins: Twins, database_url: str) -> None:
    scene, app = twins.scene, twins.scene.world.app
    filler = Filler(app, scene)
    free = await open_to_all(app, filler)
    before = await digest(database_url)
    told_apart: list[str] = []
    tried: set[str] = set()
    for route, operation in filler.operations():
        if route.startswith("GET ") or route in free or route in EXEMPT:
            continue
        real = [Call(route, path, (), filler.body(route, operation, of_case=True)) for path in filler.paths(route, of_case=True)]
        named = [call for call in real if scene.of_case(json.dumps([call.path, call.body], default=str))]
        for person in scene.recused:
            for call in named:
                tried.add(route)
                nothing = scene.of_nothing(call.path, call.body)
                answer = await send(person, call)
                other = await send(person, Call(route, nothing[0], (), nothing[1]))
                same = difference(scene.blank(told(answer)), scene.blank(told(other)))
                if same or answer.status_code < 400:
                    told_apart.append(f"{person.membership.role}: {call}: {answer.status_code} {same} {answer.text[:160]}")
    wrong = [*(f"can't be filled: {one}" for one in dict.fromkeys(filler.unknown)), *told_apart]
    assert wrong == [], "\n".join([str(len(wrong)), *wrong[:300]])
    assert await digest(database_url) == before
    assert len(tried) > 30


async def digest(url: str) -> dict[str, str]:
    """Every table's rows, as one digest each; what is left of looks and refusals is none of them."""
    database = await asyncpg.connect(url)
    try:
        tables = await database.fetch("select tablename from pg_tables where schemaname = 'public' order by 1")
        return {
            row["tablename"]: await database.fetchval(
                f"select md5(coalesce(string_agg(t::text, chr(10) order by t::text), '')) from {row['tablename']} t"
            )
            for row in tables
        }
    finally:
        await database.close()


async def test_what_hangs_on_the_case_is_there_to_leak(twins: Twins) -> None:
    """A world in which nothing hangs on the case would prove nothing: every table that could, does."""
    database_tables = {table for table, gone in twins.gone.items() if gone}
    assert twins.scene.could_hang - database_tables == set(twins.scene.never_hangs)
