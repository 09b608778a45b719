"""Where in the pages an entity is shown to a role. The pages' own route lists are checked against these in a test."""

import uuid

_OWN_EDITION_PAGE = frozenset({"office", "agency", "committee", "government", "auditor"})
_OWN_APPLICATION_PAGE = frozenset({"applicant", "recommender", "office", "agency", "expert", "committee", "auditor"})
_OWN_OBJECTION_PAGE = frozenset({"office", "recommender", "applicant", "committee", "auditor"})
_RECORD_MATCHES_PAGE = frozenset({"office", "committee", "auditor"})
_DRAWS_PAGE = frozenset({"office", "agency", "committee", "auditor"})
_CONFLICTS_PAGE = frozenset({"office", "agency", "committee", "auditor"})
_AWARDS_PAGE = {
    "office": "/office/awards",
    "committee": "/committee/awards",
    "auditor": "/auditor/awards",
    "government": "/government/revocations",
    "applicant": "/applicant/awards",
}


def home(role: str) -> str:
    """The dashboard of a role."""
    return f"/{role}"


def edition(role: str, edition_id: uuid.UUID) -> str:
    """An edition's page."""
    return f"/{role}/editions/{edition_id}" if role in _OWN_EDITION_PAGE else home(role)


def part(role: str, edition_id: uuid.UUID, name: str) -> str:
    """A page of an edition: plan, team, lists/<kind>, reports."""
    return f"{edition(role, edition_id)}/{name}"


def application(role: str, application_id: uuid.UUID) -> str:
    """An application's page."""
    return f"/{role}/applications/{application_id}" if role in _OWN_APPLICATION_PAGE else home(role)


def objection(role: str, objection_id: uuid.UUID) -> str:
    """An objection's page."""
    return f"/{role}/objections/{objection_id}" if role in _OWN_OBJECTION_PAGE else home(role)


def of_event(role: str, entity: str, entity_id: uuid.UUID, edition_id: uuid.UUID | None, application_id: uuid.UUID | None) -> str:
    """Where an event leads its reader."""
    if entity == "objection":
        return objection(role, entity_id)
    if entity == "expert_import" and role in ("office", "agency"):
        return f"/{role}/experts"
    if entity == "invitation" and role == "expert":
        return "/expert/profile"
    if entity == "invitation" and edition_id is not None and role in ("office", "agency"):
        return part(role, edition_id, "team")
    if entity == "conflict" and edition_id is not None and role in _CONFLICTS_PAGE:
        return part(role, edition_id, "conflicts")
    if entity == "draw" and edition_id is not None and role in _DRAWS_PAGE:
        return part(role, edition_id, "draws")
    if entity == "store_check" and role in ("admin", "auditor"):
        return f"/{role}/store"
    if entity in ("award", "payment") and role in _AWARDS_PAGE:
        return _AWARDS_PAGE[role]
    if entity == "record_match" and role in _RECORD_MATCHES_PAGE:
        return f"/{role}/record-matches"
    if entity == "recusal" and role in ("office", "applicant"):
        return "/office/recusals" if role == "office" else "/applicant/team"
    if entity == "break_glass" and role in ("office", "committee", "auditor"):
        return f"/{role}/break-glass"
    if entity in ("motion", "meeting") and role in ("committee", "office"):
        return f"/{role}/meetings"
    if entity == "evidence" and application_id is not None and role == "applicant":
        return f"{application(role, application_id)}/evidence"
    if application_id is not None:
        return application(role, application_id)
    if edition_id is not None:
        return edition(role, edition_id)
    return home(role)
