"""Several forms as one file: names, looks, fonts, tags, and what a run makes of it."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pytest
from pikepdf import Array, Dictionary, Name, String
from pypdf import PdfReader

from formbuilder import HELVETICA, FormBuilder, form_with
from judges import qpdf_problems
from planbuilder import full_plan
from sheet2plan.errors import FormError
from sheet2plan.plan import Plan
from sheet2plan.render.pdf import compile_form, packet_form
from sheet2plan.render.pdf.compiling import compiled
from sheet2plan.render.pdf.filling import Filling, fill_one
from sheet2plan.render.pdf.form import FilledForm
from sheet2plan.render.pdf.joining import joined
from sheet2plan.render.pdf.source import open_source
from sheet2plan.render.printers import compile_packet

FORMS = Path(__file__).parents[2] / "templates" / "forms"


def simple(form: FormBuilder) -> None:
    form.text("a")
    form.box("c", "Yes")


def form_of(
    folder: Path,
    title: str,
    make: Callable[[FormBuilder], object] = simple,
    fields: str = '"a" = "client.name"',
    output: str = "",
) -> Path:
    """A form with its mapping; the title is its file name too."""
    (folder / f"{title}.pdf").write_bytes(form_with(make))
    path = folder / f"{title}.toml"
    path.write_text(f'form = "{title}.pdf"\ntitle = "{title}"\n{output}\n[fields]\n{fields}\n', "utf-8")
    return path


def packed(*mappings: Path, plan: Plan | None = None) -> FilledForm:
    """The forms as one, filled."""
    return packet_form("Packet", [compile_form(mapping) for mapping in mappings]).fill(plan or full_plan())


def values(content: bytes) -> dict[str, Any]:
    return {name: field.get("/V") for name, field in (PdfReader(BytesIO(content)).get_fields() or {}).items()}


def shown(content: bytes) -> list[str]:
    """What pdfium shows on each page, fields included."""
    document = pdfium.PdfDocument(content)
    if document.get_formtype():
        document.init_forms()
    for page in document:
        page.flatten()
    texts = [" ".join(str(page.get_textpage().get_text_range()).split()) for page in document]
    document.close()
    return texts


def test_every_field_has_a_name_of_its_own_and_its_own_value(tmp_path: Path) -> None:
    one = form_of(tmp_path, "Request v1.2")
    two = form_of(
        tmp_path,
        "Consent",
        fields='"a" = "client.phone"\n"c" = { check_when = { value = "client_id", not_blank = true } }',
    )
    plan = full_plan()
    done = packed(one, two, one).content
    held = values(done)
    assert held["Request v1 2.a"] == held["Request v1 2 2.a"] == plan.client.name
    assert (held["Consent.a"], held["Consent.c"]) == (plan.client.phone, "/Yes")
    assert shown(done) == [plan.client.name, plan.client.phone, plan.client.name]
    outline: Any = PdfReader(BytesIO(done)).outline
    assert [mark.title for mark in outline] == ["Request v1 2", "Consent", "Request v1 2 2"]
    (tmp_path / "packet.pdf").write_bytes(done)
    assert qpdf_problems(tmp_path / "packet.pdf") == []


def test_a_font_that_another_form_calls_the_same_stays_itself(tmp_path: Path) -> None:
    def courier(form: FormBuilder) -> None:
        fonts = form.form.DR.Font
        fonts["/Helv"] = form.pdf.make_indirect(Dictionary({**HELVETICA, "/BaseFont": Name.Courier}))
        form.text("a")
        form.text("b", DA=String("/Helv 7 Tf 0 g"))

    done = packed(
        form_of(tmp_path, "One"), form_of(tmp_path, "Two", courier, '"a" = "client.name"\n"b" = "client.name"')
    )
    document = pikepdf.open(BytesIO(done.content))
    used = {
        note.AP.N.Resources.Font["/" + name].BaseFont
        for note in document.pages[1].Annots
        if "/AP" in note
        for name in (str(key)[1:] for key in note.AP.N.Resources.Font.keys())  # noqa: SIM118
    }
    assert used == {Name.Courier}
    fonts = document.Root.AcroForm.DR.Font
    assert {str(fonts[key].BaseFont) for key in fonts.keys()} == {"/Helvetica", "/Courier"}  # noqa: SIM118


def test_text_without_room_goes_behind_the_last_form(tmp_path: Path) -> None:
    one, two = form_of(tmp_path, "One", fields='"a" = "assessment.presenting_concerns"'), form_of(tmp_path, "Two")
    done = packed(one, two)
    assert [(finding.code, finding.field) for finding in done.findings] == [("form-addendum", "One.a")]
    first, second, behind = shown(done.content)
    assert ("see addendum 1" in first, second) == (True, full_plan().client.name)
    assert behind.startswith("Addendum: Packet C-0042")


def test_tags_of_all_forms_stay() -> None:
    request = FORMS / "authorization_request.toml"
    done = packed(request, request).content
    with pikepdf.open(BytesIO(done)) as pdf, pikepdf.open(FORMS / "authorization_request.pdf") as blank:
        assert pdf.Root.MarkInfo.Marked
        held = dict(zip(*[iter(pdf.Root.StructTreeRoot.ParentTree.Nums)] * 2, strict=True))
        places = [page.obj.StructParents for page in pdf.pages]
        places += [note.StructParent for page in pdf.pages for note in page.obj.Annots]
        assert sorted(map(int, places)) == sorted(map(int, held))
        widget = pdf.pages[len(blank.pages)].obj.Annots[0]
        element = held[widget.StructParent]
        assert element.K.Obj.objgen == widget.objgen
        whole = pdf.Root.StructTreeRoot.K
        assert [(str(part.S), part.P.objgen) for part in whole.K] == [("/Part", whole.objgen)] * 2


def test_tags_go_where_a_form_has_none(tmp_path: Path) -> None:
    with pikepdf.open(BytesIO(packed(FORMS / "authorization_request.toml", form_of(tmp_path, "Two")).content)) as pdf:
        assert "/StructTreeRoot" not in pdf.Root


def test_what_each_mapping_says_of_its_copy_holds_in_the_packet(tmp_path: Path) -> None:
    one = form_of(tmp_path, "One", output='output = { flatten = true, metadata = { Author = "Riverside" } }')
    two = form_of(tmp_path, "Two", output="output = { read_only = true }")
    done = packed(one, two).content
    reader: Any = PdfReader(BytesIO(done))
    assert {name for name in reader.get_fields() if "." in name} == {"Two.a", "Two.c"}
    flags = {name: int(field.get("/Ff", 0)) & 1 for name, field in reader.get_fields().items()}
    assert (flags["Two.a"], flags["Two.c"], reader.metadata["/Author"]) == (1, 0, "Riverside")
    assert shown(done) == [full_plan().client.name] * 2


def test_one_password_for_all(tmp_path: Path) -> None:
    (tmp_path / "word.txt").write_text("open sesame")
    locked = form_of(tmp_path, "One", output='output = { password_file = "word.txt" }')
    other = form_of(tmp_path, "Two", output='output = { password_file = "word.txt" }')
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(BytesIO(packed(locked, other).content))
    with pytest.raises(FormError, match="different passwords"):
        packed(locked, form_of(tmp_path, "Three"))


def _stray(form: FormBuilder) -> None:
    form.text("a", listed=False)
    del form.pdf.Root["/AcroForm"]


def _language_apart(form: FormBuilder) -> None:
    form.text("a")
    form.pdf.Root["/Lang"] = form.pdf.make_indirect(String("es-US"))
    form.pdf.Root["/StructTreeRoot"] = form.pdf.make_indirect(
        Dictionary(Type=Name.StructTreeRoot, K=Dictionary(Type=Name.StructElem, S=Name.Form))
    )


def _broken_signature(form: FormBuilder) -> None:
    form.text("a")
    form.add(FT=Name.Sig, T=String("signed"), V=Dictionary(Type=Name.Sig, ByteRange=Array([0, 1, 2, 3])))


@pytest.mark.parametrize("make", [_stray, _language_apart, _broken_signature])
def test_forms_with_oddities_are_joined(tmp_path: Path, make: Callable[[FormBuilder], object]) -> None:
    parts = {"One": form_with(make), "Two": form_with(make)}
    form = compiled(open_source("packet.pdf", joined("Packet", parts)))
    filling = Filling(form)
    assert [fill_one(filling, f"{part}.a", "Ana") for part in parts] == [None, None]
    done = filling.finish("Packet")
    assert shown(done) == ["Ana", "Ana"]
    assert not {remark.code for remark in form.remarks} & {"form-signed", "form-fields-unlisted"}
    (tmp_path / "packet.pdf").write_bytes(done)
    assert qpdf_problems(tmp_path / "packet.pdf") == []


def test_a_field_without_a_name_goes_by_the_name_of_its_form(tmp_path: Path) -> None:
    def nameless(form: FormBuilder) -> None:
        form.add(FT=Name.Tx)

    odd = form_of(tmp_path, "Odd", nameless, '"" = "client.name"')
    assert shown(packed(odd, form_of(tmp_path, "Two")).content) == [full_plan().client.name] * 2


def test_each_client_gets_the_forms_of_the_payer(tmp_path: Path) -> None:
    everybody = form_of(tmp_path, "One")
    medicare = form_of(tmp_path, "Two", output='payers = ["Medicare"]')
    (printer,) = compile_packet("payer packet", (everybody, medicare))
    plan = full_plan()
    printed = printer.print(plan).document
    assert printed.name == "C-0042 payer packet.pdf"
    assert len(PdfReader(BytesIO(printed.content)).pages) == 1
    client = replace(plan)
    vars(client.client)["payer"] = type(plan.client.payer)("Medicare")
    assert len(PdfReader(BytesIO(printer.print(client).document.content)).pages) == 2


def test_a_packet_prints_the_same_after_it_was_sent_to_a_worker(tmp_path: Path) -> None:
    mappings = form_of(tmp_path, "One"), FORMS / "authorization_request.toml"
    (printer,) = compile_packet("packet", mappings)
    before = printer.print(full_plan())
    sent = pickle.loads(pickle.dumps(printer))
    assert before == sent.print(full_plan()) == printer.print(full_plan())


def test_a_certified_form_stays_by_itself(tmp_path: Path) -> None:
    pytest.importorskip("pyhanko")
    from certified import certify

    signed = form_of(tmp_path, "Signed")
    signed.with_suffix(".pdf").write_bytes(certify(signed.with_suffix(".pdf").read_bytes()))
    printers = compile_packet("packet", (form_of(tmp_path, "One"), signed, form_of(tmp_path, "Two")))
    assert [printer.kind for printer in printers] == ["packet", "signed"]
    assert [remark.code for printer in printers for remark in printer.remarks] == ["form-certified"]


def test_a_script_does_not_run_on_names_it_does_not_know(tmp_path: Path) -> None:
    def summing(form: FormBuilder) -> None:
        form.form["/CO"] = Array([form.text("a")])

    packet = packet_form("Packet", [compile_form(form_of(tmp_path, name, summing)) for name in ("One", "Two")])
    assert "/CO" not in pikepdf.open(BytesIO(packet.fill(full_plan()).content)).Root.AcroForm
