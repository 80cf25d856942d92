"""Plan -> bytes: FORMATS is the register of what a document can be made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from sheet2plan.findings import Finding
from sheet2plan.logo import Logo
from sheet2plan.model import Document
from sheet2plan.plan import DueState, Plan, Worded
from sheet2plan.render.docx import WordTemplate, compile_template
from sheet2plan.render.pdf import PdfForm, compile_form, packet_form

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished document, and what could not be printed in it as the plan has it."""

    document: Document
    findings: tuple[Finding, ...] = ()


class Printer(Protocol):
    """Something compiled once that prints one document per client. `folder` is where the documents go."""

    @property
    def kind(self) -> str: ...

    @property
    def folder(self) -> str: ...

    @property
    def remarks(self) -> tuple[Finding, ...]:
        """What is unusual about the template itself, whoever the client is."""
        ...

    def wants(self, plan: Plan) -> bool:
        """Whether this client gets the document."""
        ...

    def print(self, plan: Plan) -> Printed:
        """The client's document; its name carries the id of the client and the kind."""
        ...


@dataclass(frozen=True, slots=True)
class WordPrinter:
    """Prints a Word template for the clients that `when` names. The template's file name says the kind."""

    kind: str
    template: WordTemplate
    folder: str = "plans"
    when: str = "always"
    remarks: tuple[Finding, ...] = ()

    def wants(self, plan: Plan) -> bool:
        return CONDITIONS[self.when](plan)

    def print(self, plan: Plan) -> Printed:
        return Printed(Document(f"{plan.client_id} {self.kind}.docx", WORD, self.template.render(plan)))


@dataclass(frozen=True, slots=True)
class FormPrinter:
    """Fills a PDF form for the clients of its payers. The mapping's title says the kind."""

    kind: str
    form: PdfForm
    folder: str = "forms"

    @property
    def remarks(self) -> tuple[Finding, ...]:
        return self.form.remarks

    def wants(self, plan: Plan) -> bool:
        payers = {payer.casefold() for payer in self.form.payers}
        return not payers or str(plan.client.payer).casefold() in payers

    def print(self, plan: Plan) -> Printed:
        filled = self.form.fill(plan)
        return Printed(Document(f"{plan.client_id} {self.kind}.pdf", PDF, filled.content), filled.findings)


@dataclass(frozen=True, slots=True)
class PacketPrinter:
    """Prints all forms that a client gets into one file. Clients with the same forms share a packet joined once."""

    kind: str
    forms: tuple[FormPrinter, ...]
    folder: str = "forms"
    _joined: dict[tuple[int, ...], PdfForm] = field(default_factory=dict)

    @property
    def remarks(self) -> tuple[Finding, ...]:
        return tuple(remark for form in self.forms for remark in form.remarks if remark.code != "form-usage-rights")

    def wants(self, plan: Plan) -> bool:
        return any(form.wants(plan) for form in self.forms)

    def print(self, plan: Plan) -> Printed:
        wanted = tuple(place for place, form in enumerate(self.forms) if form.wants(plan))
        filled = self.packet(wanted).fill(plan)
        return Printed(Document(f"{plan.client_id} {self.kind}.pdf", PDF, filled.content), filled.findings)

    def packet(self, places: tuple[int, ...]) -> PdfForm:
        """The packet of the forms at these places. Raises FormError when they can't be joined."""
        if places not in self._joined:
            self._joined[places] = packet_form(self.kind, [self.forms[place].form for place in places])
        return self._joined[places]


def _release_on_file(plan: Plan) -> bool:
    """Whether there is a referrer to write to, and a release of information that holds on the day of the run."""
    return bool(plan.client.referral_source) and any(_releases(consent, plan) for consent in plan.consents)


def _releases(consent: Worded, plan: Plan) -> bool:
    signed, expires = consent.signed_on.value, consent.expires_on.value
    return (
        consent.type.value == "roi"
        and consent.refused.value is not True
        and isinstance(signed, date)
        and signed <= plan.as_of
        and (not isinstance(expires, date) or expires >= plan.as_of)
    )


_DUE = (DueState.OVERDUE, DueState.TODAY, DueState.WEEK, DueState.MONTH)

# For whom a document is made. The names stand in sheet2plan.toml.
CONDITIONS: Mapping[str, Callable[[Plan], bool]] = {
    "always": lambda plan: True,  # noqa: ARG005
    "safety plan required": lambda plan: plan.safety.required,
    "review due": lambda plan: plan.review_due.state in _DUE,
    "release on file": _release_on_file,
}


def compile_word(path: Path, kind: str, when: str, logo: Logo | None = None) -> Printer:
    """The printer of a Word template for some of the clients. Raises TemplateError when it can't be used."""
    return WordPrinter(kind, compile_template(path, logo), when=when)


def _word_printer(path: Path, logo: Logo | None) -> Printer:
    return WordPrinter(path.stem.replace("_", " "), compile_template(path, logo))


def _form_printer(path: Path, _logo: Logo | None = None) -> FormPrinter:
    form = compile_form(path)
    return FormPrinter(form.title.lower(), form)


FORMATS: Mapping[str, Callable[[Path, Logo | None], Printer]] = {".docx": _word_printer, ".toml": _form_printer}


def compile_packet(name: str, mappings: Sequence[Path]) -> tuple[Printer, ...]:
    """The printers of forms that go out as one file under a name; a signed form is printed by itself.

    Raises FormError when one can't be used, or they can't be joined.
    """
    printers = [_form_printer(path) for path in mappings]
    apart = [printer for printer in printers if printer.form.form.signed]
    together = PacketPrinter(name, tuple(printer for printer in printers if not printer.form.form.signed))
    if together.forms:
        together.packet(tuple(range(len(together.forms))))
    return (*([together] if together.forms else []), *apart)


def compile_printer(path: Path, logo: Logo | None = None) -> Printer:
    """The printer of a Word template or a form's mapping. Raises TemplateError or FormError when it can't be used."""
    return FORMATS[path.suffix.lower()](path, logo)
