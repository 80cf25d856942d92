"""Several forms as one: joined once as blanks, then filled like any form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sheet2plan.errors import FormError
from sheet2plan.render.pdf.compiling import compiled
from sheet2plan.render.pdf.finishing import Finish
from sheet2plan.render.pdf.form import PdfForm, slot_of
from sheet2plan.render.pdf.joining import joined, part_names
from sheet2plan.render.pdf.source import open_source


def packet_form(title: str, forms: Sequence[PdfForm]) -> PdfForm:
    """The forms as one under a title, the name of each in front of its fields; a single form stays as it is.

    Raises FormError when the forms are to be locked with different passwords.
    """
    if len(forms) == 1:
        return forms[0]
    parts = dict(zip(part_names([form.title for form in forms]), forms, strict=True))
    finish = Finish(_flatten(parts), _password(title, forms), _metadata(forms))
    locked = [_whole_name(name, slot.field.name) for name, form in parts.items() if form.locked for slot in form.slots]
    content = joined(title, {name: form.form.tail.content for name, form in parts.items()})
    whole = compiled(open_source(title, content), locked)
    slots = tuple(
        slot_of(whole.targets[full], slot.rule)
        for name, form in parts.items()
        for slot in form.slots
        if (full := _whole_name(name, slot.field.name)) in whole.targets  # a field on no page is lost in joining
    )
    rooms = tuple(room for form in forms for room in form.rooms)
    return PdfForm(title, title, (), whole.fields, slots, rooms, whole, finish)


def _whole_name(part: str, field: str) -> str:
    return f"{part}.{field}" if field else part


def _flatten(parts: Mapping[str, PdfForm]) -> bool | tuple[str, ...]:
    told = [form.finish.flatten for form in parts.values()]
    if all(one is True for one in told):
        return True
    return tuple(_whole_name(name, field) for name, form in parts.items() for field in _flattened(form)) or False


def _flattened(form: PdfForm) -> Iterator[str]:
    told = form.finish.flatten
    yield from told if isinstance(told, tuple) else (field.name for field in form.fields if told)


def _password(title: str, forms: Sequence[PdfForm]) -> str:
    known = {form.finish.password for form in forms}
    if len(known) > 1:
        names = ", ".join(form.name for form in forms)
        raise FormError(
            f"The forms of the packet “{title}” have different passwords: {names}.",
            "Give them the same under [output], or none.",
        )
    return known.pop()


def _metadata(forms: Sequence[PdfForm]) -> dict[str, str]:
    """The entries of all forms; where two say something different, the first one's."""
    return {key: value for form in reversed(forms) for key, value in form.finish.metadata.items()}
