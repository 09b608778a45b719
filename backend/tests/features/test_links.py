"""Every link of a task and of a message leads to a page that its reader's role has."""

import ast
import re
import uuid
from pathlib import Path

import pytest

from quality_award.features.notifications import pure, queries
from quality_award.features.notifications.pure import links
from quality_award.features.notifications.pure.notices import NOTICES

ROUTES = Path(__file__).resolve().parents[3] / "frontend" / "src" / "app" / "routes"
ROLES = ("applicant", "recommender", "office", "agency", "expert", "committee", "government", "auditor", "admin")
ONE = uuid.UUID(int=1)


def pages(role: str) -> set[str]:
    """The paths of a role's pages, as its route lists name them."""
    source = (ROUTES / role / "index.tsx").read_text()
    found = set(re.findall(rf"path: '(/{role}[^']*)'", source))
    for file in ROUTES.glob("*.ts*"):
        text = file.read_text()
        exported = re.findall(r"export const (\w+)", text)
        if any(name in source for name in exported):
            found |= {path.replace("${role}", role) for path in re.findall(r"path: `([^`]+)`", text)}
            found |= set(re.findall(rf"path: '(/{role}[^']*)'", text))
    return found


def leads_somewhere(link: str) -> bool:
    role = link.split("/")[1]
    return any(re.fullmatch(re.sub(r"\$\w+", "[^/]+", path), link) for path in pages(role))


@pytest.mark.parametrize("role", ROLES)
def test_messages_lead_to_a_page(role: str) -> None:
    entities = {name.split(".")[0] for name in NOTICES}
    for entity in sorted(entities):
        for edition, application in ((ONE, ONE), (ONE, None), (None, None)):
            link = links.of_event(role, entity, ONE, edition, application)
            assert leads_somewhere(link), f"{entity}: {link}"


def test_tasks_lead_to_a_page() -> None:
    written = set()
    for folder in (queries.__path__[0], pure.__path__[0]):
        for file in Path(folder).glob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.match(r"/[a-z]+/[a-z]+$", node.value):
                    written.add(node.value)
    assert written
    assert not [link for link in sorted(written) if not leads_somewhere(link)]
    for role, name in (
        ("office", "plan"),
        ("office", "team"),
        ("office", "lists/site"),
        ("agency", "reports"),
        ("agency", "team"),
    ):
        assert leads_somewhere(links.part(role, ONE, name))
    for link in (f"/expert/undertaking/{ONE}", f"/expert/sheets/{ONE}", f"/committee/meetings/{ONE}"):
        assert leads_somewhere(link)
