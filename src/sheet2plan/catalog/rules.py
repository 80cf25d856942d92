"""The rules of the guide and the derived ones: what each asks, why, where it comes from, and what checks it."""

from __future__ import annotations

from pydantic import TypeAdapter

from sheet2plan.catalog.files import Entry, read_one


class Rule(Entry):
    """One rule. `unchecked` says why a program can't check it; such a rule has no code.

    `part` says what of a checked rule stays with a person; `group` is its place in the guide.
    """

    title: str
    why: str
    group: str
    source: str = "the guide"
    codes: tuple[str, ...] = ()
    unchecked: str = ""
    part: str = ""


class AuditPoint(Entry):
    """A line of the guide's six-point checklist: which codes fail it, and which columns must be readable to tell."""

    title: str
    codes: tuple[str, ...]
    columns: tuple[str, ...]

    def fails_by(self, code: str) -> bool:
        """Whether the code is one of the point's; those may end in a star, which stands for anything."""
        return any(code == own or (own.endswith("*") and code.startswith(own[:-1])) for own in self.codes)


def read_rules() -> dict[str, Rule]:
    """The rules of rules.toml by number, in the order of the guide."""
    return read_one(TypeAdapter(dict[str, Rule]), "rules.toml")


def read_audit() -> dict[str, AuditPoint]:
    """The six points of audit.toml."""
    return read_one(TypeAdapter(dict[str, AuditPoint]), "audit.toml")
