"""Who works for whom: employers compared by code where both have one, else by name as people write it."""

from dataclasses import dataclass

_NOISE = str.maketrans("", "", " 　\t·.,，。（）()")


@dataclass(frozen=True)
class Employer:
    """An employer as recorded: its name, and its unified social credit code where it is known."""

    name: str
    uscc: str | None = None

    @property
    def plain(self) -> str:
        """The name without spaces and brackets, in one case."""
        return self.name.translate(_NOISE).casefold()


def same(one: Employer, other: Employer) -> bool:
    """Whether two records mean one employer."""
    if one.uscc and other.uscc:
        return one.uscc == other.uscc
    return bool(one.plain) and one.plain == other.plain


def groups(employers: dict[str, Employer]) -> dict[str, str]:
    """{who: key}, with one key for all who share an employer."""
    by_code: dict[str, str] = {}
    by_name: dict[str, str] = {}
    keys: dict[str, str] = {}
    # Those with a code first, so that a record without one finds the name it stands for.
    for who, employer in sorted(employers.items(), key=lambda item: (item[1].uscc is None, item[0])):
        key = by_code.setdefault(employer.uscc, who) if employer.uscc else by_name.get(employer.plain, who)
        by_name.setdefault(employer.plain, key)
        keys[who] = key
    return keys
