"""Fills one copy of a compiled form: values and looks go into one update behind the form's own bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sheet2plan.render.pdf.addendum import Addendum
from sheet2plan.render.pdf.characters import character_name, normal
from sheet2plan.render.pdf.compiling import Compiled, Part, Target
from sheet2plan.render.pdf.embedding import embed
from sheet2plan.render.pdf.faces import Face
from sheet2plan.render.pdf.fields import FieldKind
from sheet2plan.render.pdf.fontfiles import FontFile
from sheet2plan.render.pdf.layout import Fit, cut, fit
from sheet2plan.render.pdf.looks import Look, blank, drawn, in_own_font, list_drawn
from sheet2plan.render.pdf.shaping import Collected, OwnFace, first_unprintable
from sheet2plan.render.pdf.syntax import name_token, text_string
from sheet2plan.render.pdf.update import Update

SEE_PLAN = "…see plan"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a field does not say what it was given: a finding's code and its values."""

    code: str
    values: tuple[tuple[str, str], ...]


# An appearance that is ready, or what it is drawn from once it is known that all places of a field have room.
Drawing = bytes | tuple[Fit, OwnFace]


@dataclass(slots=True)
class Filling:
    """One copy being filled; `written` is what each field holds by now.

    Where a method returns a Fault, its field was left as the form has it; only form-addendum and form-overflow may come
    with a part of the text written.
    """

    form: Compiled
    update: Update = field(init=False)
    fonts: dict[FontFile, Collected] = field(default_factory=dict)
    ticks: dict[bytes, int] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    addendum: Addendum = field(default_factory=Addendum)

    def __post_init__(self) -> None:
        self.update = Update(self.form.tail)

    def text(self, target: Target, versions: Sequence[str]) -> Fault | None:
        """Writes the first version of the text that fits; where none does, what fits and the rest on an addendum."""
        fault: Fault | None = None
        printable: list[tuple[str, str]] = []
        for value in versions:
            shown = "*" * len(value) if target.field.password else normal(value)
            letter = first_unprintable(shown)
            if letter is None:
                printable.append((value, shown))
                drawings = self._drawings(target, shown)
                if drawings is not None:
                    self._write(target, value, drawings)
                    return None
            else:
                fault = fault or Fault("form-unprintable", (("character", character_name(letter)),))
        return self._overflow(target, *printable[0]) if printable else fault

    def choose(self, target: Target, stored: str, shown: str) -> Fault | None:
        """Writes the option of a drop-down."""
        letter = first_unprintable(normal(shown))
        if letter is not None:
            return Fault("form-unprintable", (("character", character_name(letter)),))
        drawings = self._drawings(target, normal(shown))
        if drawings is None:
            return Fault("form-overflow", (("shown", ""),))
        self._write(target, stored, drawings)
        return None

    def select(self, target: Target, chosen: Sequence[str]) -> Fault | None:
        """Writes the chosen options of a list box."""
        options = target.field.options
        rows = tuple((normal(shown), stored in chosen) for stored, shown in options)
        letter = next((found for row, _ in rows if (found := first_unprintable(row))), None)
        if letter is not None:
            return Fault("form-unprintable", (("character", character_name(letter)),))
        numbers = [place for place, (stored, _) in enumerate(options) if stored in chosen]
        values = [text_string(options[place][0]) for place in numbers]
        self.written[target.field.name] = "; ".join(options[place][0] for place in numbers)
        value = values[0] if len(values) == 1 else b"[%b]" % b" ".join(values)
        index = b"/I[%b]" % b" ".join(b"%d" % place for place in numbers)
        for part in target.parts:
            body = part.head
            if part.is_field:
                body += b"/V" + value + (index if part.indexed or len(values) > 1 else b"")
            if part.look is not None:
                look, first = list_drawn(part.look, rows, self._face(part.look, "".join(row for row, _ in rows)))
                body += b"/AP<</N %d 0 R>>" % self.update.add(look) + (b"/TI %d" % first if part.scrolled else b"")
            self.update.put(part.number, part.generation, body + b">>")
        return None

    def tick(self, target: Target, state: str) -> None:
        """Sets the state of boxes or buttons; "" switches them off."""
        self.written[target.field.name] = state or "Off"
        value = name_token(state or "Off")
        for part in target.parts:
            now = (state if state in part.states else "Off") if part.is_widget else ""
            if not part.is_field and part.state == now:
                continue
            body = part.head + (b"/V" + value if part.is_field else b"")
            if part.is_widget:
                body += b"/AS" + name_token(now) + self._pictures(part, now)
            self.update.put(part.number, part.generation, body + b">>")

    def _pictures(self, part: Part, state: str) -> bytes:
        if state not in part.redrawn:
            return part.pictures
        body, entry = part.redrawn[state]
        if body not in self.ticks:
            self.ticks[body] = self.update.add(body)
        return b"%b %d 0 R>>>>" % (entry, self.ticks[body])

    def finish(self, title: str, metadata: Mapping[str, str] | None = None) -> bytes:
        """The bytes of the filled copy."""
        self.addendum.write(self.update, self.form.pages, title, self.fonts)
        for collected in self.fonts.values():
            embed(self.update, collected)
        for number, generation, body in self.form.always:
            self.update.put(number, generation, body)
        if title:
            self.form.titles.write(self.update, title, metadata or {})
        return self.update.finish()

    def _drawings(self, target: Target, shown: str) -> list[Drawing] | None:
        """The text for each place of the field; None where it doesn't fit whole."""
        found: list[Drawing] = []
        for look in target.looks:
            drawing = self._drawing(look, shown)
            if drawing is None:
                return None
            found.append(drawing)
        return found

    def _drawing(self, look: Look, shown: str) -> Drawing | None:
        drawing = in_own_font(look, shown)
        if drawing is not None:
            return drawing or None
        face = OwnFace(self.fonts, self.update.reserve)
        fitted = fit(shown, look.box, face)
        return (fitted, face) if fitted.whole else None

    def _face(self, look: Look, shown: str) -> Face:
        plain = shown.replace("\n", "") if "\n" in shown else shown
        if look.own is not None and look.own.can_show(plain):
            return look.own
        return OwnFace(self.fonts, self.update.reserve)

    def _overflow(self, target: Target, value: str, shown: str) -> Fault | None:
        """What fits, with a pointer to the whole; nothing at all where not even that fits."""
        number = self.addendum.next_number
        pointer = SEE_PLAN if self.form.signed else f"…see addendum {number}"
        shortest = min(
            (cut(shown, look.box, self._face(look, shown + pointer), pointer) for look in target.looks),
            key=lambda each: len(each.text),
        )
        again = self._drawings(target, shortest.text) if shortest.text else None
        if again is None or target.field.password:
            return Fault("form-overflow", (("shown", ""),))
        # All places of a field hold one value, so the tightest decides for all.
        self._write(target, shortest.text, again)
        if self.form.signed:
            return Fault("form-overflow", (("shown", shortest.text),))
        self.addendum.add(target.field.tooltip or target.field.name, value)
        return Fault("form-addendum", (("number", str(number)),))

    def _write(self, target: Target, value: str, drawings: Sequence[Drawing]) -> None:
        self.written[target.field.name] = value
        said = b"/V" + text_string(value)
        if target.parts[0].indexed:
            said += b"/I[%b]" % b" ".join(
                b"%d" % place for place, (stored, _) in enumerate(target.field.options) if stored == value
            )
        update, rest = self.update, iter(drawings)
        for part in target.parts:
            body = part.head + said if part.is_field else part.head
            if part.look is None:
                update.put(part.number, part.generation, body + b">>")
            else:
                shown = update.add(_appearance(part.look, next(rest), value))
                update.put(part.number, part.generation, b"%b/AP<</N %d 0 R>>>>" % (body, shown))


def _appearance(look: Look, drawing: Drawing, value: str) -> bytes:
    if not value:
        return blank(look)
    return drawing if isinstance(drawing, bytes) else drawn(look, *drawing)


def fill_one(filling: Filling, name: str, value: str | Sequence[str]) -> Fault | None:
    """Puts a value into a field of any kind: text, a state, a stored option, or several of them for a list box.

    Raises KeyError when the form has no such field to fill.
    """
    target = filling.form.targets[name]
    match target.field.kind:
        case FieldKind.CHECK_BOX | FieldKind.RADIO:
            filling.tick(target, str(value))
            return None
        case FieldKind.LIST:
            return filling.select(target, [value] if isinstance(value, str) else value)
        case FieldKind.CHOICE:
            return filling.choose(target, str(value), dict(target.field.options).get(str(value), str(value)))
    return filling.text(target, [str(value)])
