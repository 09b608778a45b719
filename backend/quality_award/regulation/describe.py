"""The procedure as a document for people: tables and diagrams drawn from the rows that the software runs by."""

from .messages import translate
from .procedure import EVERY, STATES, TRANSITIONS
from .registry import RULES

_HEAD = """# The procedure

Drawn from `backend/quality_award/regulation/procedure.py` by `python -m quality_award.cli procedure > docs/procedure.md`;
a test fails when the two differ. An action marked ↳ is taken only as the consequence of another one, in the same transaction.
"""


def procedure_document() -> str:
    """Markdown: for each entity a state diagram, then every transition with roles, article and rules; then the rules' words."""
    parts = [_HEAD]
    for entity, states in STATES.items():
        rows = [row for row in TRANSITIONS if row.entity == entity]
        parts.append(f"\n## {entity}\n\n```mermaid\nstateDiagram-v2\n    [*] --> {states[0]}\n")
        parts.extend(f"    {row.source} --> {row.target}: {row.action}\n" for row in rows)
        parts.append("```\n\n| From | Action | To | Who | Art. | Rules |\n|---|---|---|---|---|---|\n")
        for row in rows:
            who = ", ".join(sorted(row.roles)) + (f" ({', '.join(sorted(row.seats))})" if row.seats else "")
            action = f"↳ {row.action}" if row.cascade else row.action
            rules = " ".join(f"`{code}`" for code in row.rules) or "–"
            parts.append(f"| {row.source} | {action} | {row.target} | {who} | {row.article} | {rules} |\n")
    standard = {(row.entity, row.source, row.action) for row in TRANSITIONS}
    parts.append(
        "\n## Stages that a ruleset may add\n\nEach leads into the stage that follows it in the ruleset.\n\n"
        "| From | Action | Who | Rules |\n|---|---|---|---|\n"
    )
    for row in EVERY:
        if (row.entity, row.source, row.action) not in standard:
            rules = " ".join(f"`{code}`" for code in row.rules)
            parts.append(f"| {row.source} | {row.action} | {', '.join(sorted(row.roles))} | {rules} |\n")
    parts.append("\n## Rules\n\n| Rule | Art. | Refuses with |\n|---|---|---|\n")
    for code in sorted({code for row in EVERY for code in row.rules}):
        parts.append(
            f"| `{code}` | {RULES[code].article} | {translate('zh-CN', code, {})[0]} · {translate('en', code, {})[0]} |\n"
        )
    return "".join(parts)
