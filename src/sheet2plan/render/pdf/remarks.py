"""What the form keeper should know about a form's fields before copies go out: findings of no single client."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from sheet2plan.findings import Finding, finding
from sheet2plan.model import Source
from sheet2plan.render.pdf.fields import FormField
from sheet2plan.render.pdf.tree import Node


def about_fields(
    form: str, fields: Sequence[FormField], nodes: Sequence[Node], among: Container[str] | None
) -> Iterator[Finding]:
    """What is unusual about the fields that are named, or about all of them."""
    said = {
        "form-fields-unseen": [field.name for field in fields if all(place.page is None for place in field.places)],
        "form-fields-alike": [node.name for node in nodes if len(node.twins) > 1],
        "form-fields-scripted": [field.name for field in fields if field.calculated],
        "form-fields-unlisted": [node.name for node in nodes if node.adopted],
    }
    for code, found in said.items():
        names = [name for name in found if among is None or name in among]
        if names:
            more = f" and {len(names) - 4} more" if len(names) > 4 else ""
            yield finding(code, Source(form), form=form, fields=", ".join(names[:4]) + more)
