"""Who acts: one person in one of their dated roles. Jobs act as `SYSTEM`, visitors as `PUBLIC`."""

import uuid
from dataclasses import dataclass

NOBODY = uuid.UUID(int=0)


@dataclass(frozen=True)
class Actor:
    """A person (or the system) in one role with its scope. Only the scope field of the role is set.

    `opened`: applications that the person is recused from and may read for some hours all the same (break-glass, Art. 32).
    """

    role: str
    name: str
    user_id: uuid.UUID | None = None
    membership_id: uuid.UUID | None = None
    session_id: uuid.UUID | None = None
    authority_id: uuid.UUID | None = None
    seat: str | None = None
    organisation_id: uuid.UUID | None = None
    department_id: uuid.UUID | None = None
    agency_id: uuid.UUID | None = None
    expert_id: uuid.UUID | None = None
    opened: frozenset[uuid.UUID] = frozenset()


SYSTEM = Actor(role="system", name="system")
PUBLIC = Actor(role="public", name="public")
