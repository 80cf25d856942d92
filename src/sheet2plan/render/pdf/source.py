"""Opens a PDF form once: decrypts, mends what is broken, and says what kind of file it is."""

from __future__ import annotations

import hashlib
import re
import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from sheet2plan import model
from sheet2plan.errors import FormError
from sheet2plan.findings import Finding, finding
from sheet2plan.render.pdf.repair import make_whole
from sheet2plan.render.pdf.tree import whole_number
from sheet2plan.render.pdf.update import Tail

_SIGNED = ("form-certified", "form-signed", "form-usage-rights")
_ENCRYPTED = "it is encrypted"
_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF")


@dataclass(frozen=True, slots=True)
class Source:
    """An open form. `remarks` are for the form keeper; a `signed` form must not change beyond its fields.

    `pdf` stands for the same file as `tail.content`.
    """

    name: str
    pdf: Pdf
    tail: Tail
    remarks: tuple[Finding, ...]
    signed: bool


def read_bytes(path: Path) -> bytes:
    """The file's bytes. Raises FormError when it can't be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise FormError(
            f"{path} can't be read: {error.strerror}.", "Check the path and your right to read it."
        ) from error


def read_password(path: Path) -> str:
    """The first line of a file. Raises FormError when it can't be read."""
    return read_bytes(path).decode("utf-8-sig", "replace").partition("\n")[0].rstrip("\r")


def open_source(name: str, content: bytes, password: str = "", unsigned: str = "") -> Source:
    """The open form. `unsigned` says why its signature can't be kept, "" to keep it.

    Raises FormError when it is no PDF, needs a password, or is a dynamic XFA form.
    """
    pdf = _opened(name, content, password)
    hybrid, signed = _is_hybrid(pdf, name), _is_signed(pdf)
    peculiar, reasons = _peculiar(pdf, hybrid), _reasons(pdf, content)
    if signed:
        reasons += ["its XFA part has to go"] * hybrid + [unsigned] * bool(unsigned)
    if not (signed and not reasons):
        reasons += make_whole(pdf)
    if reasons:
        content = _rewritten(pdf)
        pdf = _opened(name, content, "")
        peculiar = [code for code in peculiar if code not in _SIGNED]
        peculiar += ["form-signature-lost"] if signed else ["form-rewritten"] if reasons != [_ENCRYPTED] else []
    place, why = model.Source(name), ", ".join(reasons)
    remarks = tuple(finding(code, place, form=name, reasons=why) for code in peculiar)
    return Source(name, pdf, _tail(pdf, content), remarks, signed and not reasons)


def _opened(name: str, content: bytes, password: str) -> Pdf:
    try:
        pdf = pikepdf.open(BytesIO(content), password=password, suppress_warnings=True)
        readable = "/Root" in pdf.trailer and isinstance(pdf.trailer.Root, Dictionary)
    except pikepdf.PasswordError as error:
        raise FormError(
            f"{name} needs a password.",
            "Put it in a file and name that (--password-file; form_password_file in the mapping).",
        ) from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        if "unsupported encryption" in str(error):
            raise FormError(
                f"{name} is locked for the certificates of certain people.", "Ask the payer for an open copy."
            ) from error
        readable, pdf = False, None
    if pdf is None or not readable:
        raise FormError(f"{name} is no readable PDF.", "Get the form from the payer again, as a PDF.")
    return pdf


def _is_hybrid(pdf: Pdf, name: str) -> bool:
    """Whether the form also has an XFA description. Raises FormError when it has nothing else."""
    form = pdf.Root.get("/AcroForm")
    if not isinstance(form, Dictionary) or "/XFA" not in form:
        return False
    fields = form.get("/Fields")
    if bool(pdf.Root.get("/NeedsRendering", False)) or not (isinstance(fields, Array) and len(fields)):
        raise FormError(
            f"{name} is a dynamic XFA form: its pages exist only inside Adobe's own programs.",
            "Ask the payer for a plain PDF form, or print it to PDF in Acrobat and add form fields to that.",
        )
    return True


def _is_signed(pdf: Pdf) -> bool:
    permissions = pdf.Root.get("/Perms")
    if isinstance(permissions, Dictionary) and "/DocMDP" in permissions:
        return True
    return any(_holds_signature(item) for item in pdf.objects)


def _holds_signature(item: object) -> bool:
    if not isinstance(item, Dictionary) or item.get("/FT") != Name.Sig:
        return False
    return isinstance(item.get("/V"), Dictionary)


def _peculiar(pdf: Pdf, has_xfa: bool) -> list[str]:
    """The codes of what is unusual about the file."""
    permissions = pdf.Root.get("/Perms")
    granted = permissions if isinstance(permissions, Dictionary) else Dictionary()
    said = {
        "form-xfa-dropped": has_xfa,
        "form-decrypted": pdf.is_encrypted,
        "form-certified": "/DocMDP" in granted,
        "form-signed": "/DocMDP" not in granted and _is_signed(pdf),
        "form-usage-rights": "/UR3" in granted or "/UR" in granted,
    }
    return [code for code, holds in said.items() if holds]


def _reasons(pdf: Pdf, content: bytes) -> list[str]:
    """Why nothing can be appended to the file as it is."""
    found = _START.findall(content[-2048:])
    place = int(found[-1]) if found else -1
    reasons = [_ENCRYPTED] if pdf.is_encrypted else []
    there = content[place : place + 40].lstrip() if 0 <= place < len(content) else b""
    if not (there.startswith(b"xref") or re.match(rb"\d+\s+\d+\s+obj", there)) or not content.startswith(b"%PDF-"):
        reasons.append("its cross-reference table is broken")
    elif pdf.get_warnings():
        reasons.append("it is damaged")
    return reasons


def _rewritten(pdf: Pdf) -> bytes:
    drop_signatures(pdf)
    return saved(pdf, encryption=False, deterministic_id=True)


def drop_signatures(pdf: Pdf) -> None:
    """Takes away signatures and the rights they grant: they hold for the file as it was, and broken ones alarm."""
    for item in pdf.objects:
        if _holds_signature(item):
            del item["/V"]
    form = pdf.Root.get("/AcroForm")
    for owner, key in ((pdf.Root, "/Perms"), (form, "/SigFlags")):
        if isinstance(owner, Dictionary) and key in owner:
            del owner[key]


def saved(pdf: Pdf, **how: Any) -> bytes:
    """The bytes of an open file; `how` are the options of pikepdf's save."""
    out = BytesIO()
    with warnings.catch_warnings():
        # Widgets outside the form's list of fields are found and filled all the same.
        warnings.simplefilter("ignore", pikepdf.PageCopyWarning)
        pdf.save(out, **how)
    return out.getvalue()


def _tail(pdf: Pdf, content: bytes) -> Tail:
    place = int(_START.findall(content[-2048:])[-1])
    trailer = pdf.trailer
    known = trailer.get("/ID")
    identifier = bytes(known[0]) if isinstance(known, Array) and len(known) else hashlib.sha256(content).digest()[:16]
    info = trailer.get("/Info")
    return Tail(
        content=content,
        startxref=place,
        size=max(whole_number(trailer.get("/Size")), len(pdf.objects) + 1),
        root=b"%d %d R" % trailer.Root.objgen,
        info=b"%d %d R" % info.objgen if isinstance(info, Dictionary) and info.is_indirect else b"",
        identifier=identifier.hex().encode(),
        streamed=not content[place : place + 40].lstrip().startswith(b"xref"),
    )
