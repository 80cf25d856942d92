"""The fill engine on forms with one oddity each, read back by programs that had no part in filling them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String
from pypdf import PdfReader

from formbuilder import FormBuilder, form_with, text_form
from judges import qpdf_problems
from sheet2plan.catalog import load_catalog
from sheet2plan.errors import FormError
from sheet2plan.render.pdf.bidi import base_level, runs
from sheet2plan.render.pdf.compiling import Compiled, compiled
from sheet2plan.render.pdf.faces import helvetica
from sheet2plan.render.pdf.fields import FieldKind
from sheet2plan.render.pdf.filling import Fault, Filling, fill_one
from sheet2plan.render.pdf.layout import Box, fit
from sheet2plan.render.pdf.shaping import OwnFace, first_unprintable
from sheet2plan.render.pdf.source import open_source
from sheet2plan.render.pdf.syntax import name_text, name_token
from sheet2plan.render.pdf.update import Update
from sheet2plan.render.pdf.verifying import differences


def compile_bytes(content: bytes, **options: Any) -> Compiled:
    return compiled(open_source("form.pdf", content), **options)


def told(content: bytes, **options: Any) -> list[str]:
    """The codes of what the form keeper is told, each of which the catalogue can word."""
    remarks = compile_bytes(content, **options).remarks
    assert all("{" not in load_catalog().notice(remark).message for remark in remarks)
    return [remark.code for remark in remarks]


def filled(content: bytes, values: Mapping[str, str | Sequence[str]], title: str = "Form") -> bytes:
    """The form with the values, none of which may be left out."""
    out, faults = tried(content, values, title)
    assert not faults
    return out


def tried(
    content: bytes, values: Mapping[str, str | Sequence[str]], title: str = "Form"
) -> tuple[bytes, dict[str, Fault]]:
    filling = Filling(compile_bytes(content))
    faults = {name: fault for name, value in values.items() if (fault := fill_one(filling, name, value))}
    out = filling.finish(title)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "form.pdf"
        path.write_bytes(out)
        assert qpdf_problems(path) == []
    assert not list(differences(out, filling.written))
    return out, faults


def stored(content: bytes) -> dict[str, Any]:
    return {name: field.get("/V") for name, field in (PdfReader(BytesIO(content)).get_fields() or {}).items()}


def widgets(content: bytes) -> list[Any]:
    return [note.get_object() for page in PdfReader(BytesIO(content)).pages for note in page.get("/Annots", ())]


def page_text(content: bytes, page: int = 0) -> str:
    """The words that pdfium shows on a page, fields included."""
    document = pdfium.PdfDocument(content)
    document.init_forms()
    document[page].flatten()
    text = str(document[page].get_textpage().get_text_range())
    document.close()
    return " ".join(text.split())


# The update


@pytest.mark.parametrize("streams", [pikepdf.ObjectStreamMode.disable, pikepdf.ObjectStreamMode.generate])
def test_the_original_bytes_stay_and_three_readers_agree(streams: pikepdf.ObjectStreamMode) -> None:
    blank = form_with(lambda form: [form.text("a"), form.box("b", "Yes")], object_stream_mode=streams)
    done = filled(blank, {"a": "Łukasz (Luke) \\ Ana", "b": "Yes"})
    assert done.startswith(blank)
    assert stored(done) == {"a": "Łukasz (Luke) \\ Ana", "b": "/Yes"}
    with pikepdf.open(BytesIO(done)) as pdf:
        assert str(pdf.Root.AcroForm.Fields[0].V) == "Łukasz (Luke) \\ Ana"
        assert Name.Yes == pdf.Root.AcroForm.Fields[1].AS
    assert "Łukasz (Luke) \\ Ana" in page_text(done)


def test_same_values_same_bytes_and_other_values_another_identifier() -> None:
    blank = text_form("a")
    one, again, other = (filled(blank, {"a": value}) for value in ("日本", "日本", "Ana"))
    assert one == again
    first, second = (pikepdf.open(BytesIO(content)).trailer.ID for content in (one, other))
    assert (bytes(first[0]), bytes(first[1]) == bytes(second[1])) == (bytes(second[0]), False)


def test_a_form_may_be_filled_again() -> None:
    done = filled(filled(text_form("a", "b"), {"a": "one"}), {"b": "two"})
    assert stored(done) == {"a": "one", "b": "two"}


def test_the_title_is_the_documents_title_and_the_rest_of_its_information_stays() -> None:
    def describe(form: FormBuilder) -> None:
        form.text("a")
        with form.pdf.open_metadata() as known:
            known["dc:title"] = "Untitled.docx"
            known["pdfuaid:part"] = "1"
        form.pdf.docinfo["/Author"] = "The payer"

    done = filled(form_with(describe), {"a": "x"}, "Request <C-1> & more")
    told: Any = PdfReader(BytesIO(done)).metadata
    assert (told["/Title"], told["/Author"]) == ("Request <C-1> & more", "The payer")
    with pikepdf.open(BytesIO(done)) as pdf, pdf.open_metadata() as packet:
        assert (packet["dc:title"], packet["pdfuaid:part"]) == ("Request <C-1> & more", "1")


# Kinds of files


def test_encrypted_forms_are_decrypted_once_and_say_so() -> None:
    locked = form_with(lambda form: form.text("a"), encryption=pikepdf.Encryption(owner="o", user="", R=6))
    assert told(locked) == ["form-decrypted"]
    assert stored(filled(locked, {"a": "x"})) == {"a": "x"}


def test_a_form_that_needs_a_password_is_refused_or_opened_with_it() -> None:
    locked = form_with(lambda form: form.text("a"), encryption=pikepdf.Encryption(owner="o", user="u", R=6))
    with pytest.raises(FormError, match="needs a password"):
        open_source("form.pdf", locked)
    assert compiled(open_source("form.pdf", locked, "u")).fields[0].name == "a"


def test_xfa_is_left_out_of_hybrids_and_refused_where_it_is_all() -> None:
    def hybrid(form: FormBuilder) -> None:
        form.text("a")
        form.form["/XFA"] = String("<xdp/>")
        form.form["/NeedAppearances"] = True

    done = filled(form_with(hybrid), {"a": "x"})
    form: Any = PdfReader(BytesIO(done)).root_object["/AcroForm"]
    assert not {"/XFA", "/NeedAppearances"} & set(form.get_object())
    assert told(form_with(hybrid)) == ["form-xfa-dropped"]
    with pytest.raises(FormError, match="dynamic XFA"):
        open_source("form.pdf", form_with(lambda form: form.form.__setitem__("/XFA", String("<xdp/>"))))


@pytest.mark.parametrize("harm", [lambda data: b"junk\n" + data, lambda data: data.replace(b"startxref", b"startxxxx")])
def test_damaged_forms_are_mended_once(harm: Any) -> None:
    blank = harm(form_with(lambda form: form.text("a"), object_stream_mode=pikepdf.ObjectStreamMode.disable))
    assert told(blank) == ["form-rewritten"]
    assert stored(filled(blank, {"a": "x"})) == {"a": "x"}


def test_usage_rights_stay_unless_the_form_is_rewritten() -> None:
    def grant(form: FormBuilder) -> None:
        form.text("a")
        form.pdf.Root["/Perms"] = Dictionary(UR3=Dictionary(Type=Name.Sig))

    whole = form_with(grant, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    harmed = b"junk\n" + whole
    assert (told(whole), told(harmed)) == (["form-usage-rights"], ["form-rewritten"])
    for blank, kept in ((whole, True), (harmed, False)):
        with pikepdf.open(BytesIO(filled(blank, {"a": "x"}))) as pdf:
            assert ("/Perms" in pdf.Root) is kept


def test_what_is_unusual_about_fields_is_told_of_the_mapped_ones() -> None:
    def odd(form: FormBuilder) -> None:
        form.text("unseen", shown=False)
        form.text("alike")
        form.text("alike")
        form.form["/CO"] = Array([form.text("worked out")])
        form.text("unlisted", listed=False)

    codes = ["form-fields-unseen", "form-fields-alike", "form-fields-scripted", "form-fields-unlisted"]
    assert told(form_with(odd)) == codes
    assert told(form_with(odd), mapped={"alike", "other"}) == ["form-fields-alike"]


def test_no_form_at_all() -> None:
    with pytest.raises(FormError, match="no readable PDF"):
        open_source("form.pdf", b"hello")
    with pytest.raises(FormError, match="no form fields"):
        compile_bytes(FormBuilder().content())


@pytest.mark.parametrize("junk", [0, -5, Name.Foo, String("x"), Array([]), Array([1, Name.X]), Dictionary()])
@pytest.mark.parametrize("key", ["MK", "BS", "Border", "DA", "Q", "Ff", "MaxLen", "Opt", "AP", "V", "TU", "F"])
def test_senseless_entries_stop_nothing(key: str, junk: Any) -> None:
    blank = form_with(lambda form: [form.text("a", **{key: junk}), form.text("b")])
    filling = Filling(compile_bytes(blank))
    assert fill_one(filling, "b", "Ana") is None
    fill_one(filling, "a", "Ana")
    assert stored(filling.finish("T"))["b"] == "Ana"


def test_a_tree_of_fields_that_leads_back_to_itself_has_an_end() -> None:
    def loop(form: FormBuilder) -> None:
        low = form.parent("low", [form.add(listed=False, FT=Name.Tx, T=String("a"))])
        low.Kids.append(form.parent("top", [low]))

    form = compile_bytes(form_with(loop))
    filling = Filling(form)
    assert {fill_one(filling, name, "Ana") for name in form.targets} == {None}
    assert [name for name, _ in differences(filling.finish("T"), filling.written)] == []


def test_a_form_locked_for_certificates_is_refused_as_what_it_is() -> None:
    blank = form_with(lambda form: form.text("a"), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    locked = blank.replace(b"trailer <<", b"trailer << /Encrypt << /Filter /Adobe.PubSec /V 4 /R 4 >>")
    assert locked != blank
    with pytest.raises(FormError, match="certificates of certain people"):
        open_source("form.pdf", locked)


# Kinds of fields


def test_type_and_look_are_inherited() -> None:
    def make(form: FormBuilder) -> None:
        kid = form.add(listed=False, T=String("b"))
        form.parent("a", [kid], FT=Name.Tx, Q=2, DA=String("/Helv 14 Tf 1 0 0 rg"), MaxLen=5)

    form = compile_bytes(form_with(make))
    assert [(field.name, field.kind, field.max_length, field.size) for field in form.fields] == [
        ("a.b", FieldKind.TEXT, 5, 14)
    ]
    done = filled(form_with(make), {"a.b": "right"})
    look = widgets(done)[0]["/AP"]["/N"].get_data()
    assert b"1 0 0 rg" in look
    assert b"/Helv 14 Tf" in look
    left = float(look.split(b" Td")[0].split()[-2])
    assert left > 150


def test_one_field_in_two_places_has_a_look_for_each() -> None:
    def make(form: FormBuilder) -> None:
        shared = form.picture(b"")
        kids = [form.add(listed=False, AP=Dictionary(N=shared)) for _ in range(2)]
        kids[1]["/Rect"] = Array([20, 100, 60, 112])
        form.parent("a", kids, FT=Name.Tx)

    looks = [widget["/AP"]["/N"] for widget in widgets(filled(form_with(make), {"a": "Ana Reyes"}))]
    assert looks[0]["/BBox"] != looks[1]["/BBox"]
    assert all(b"(Ana Reyes)" in look.get_data() for look in looks)


def test_fields_with_a_shared_look_do_not_show_each_others_value() -> None:
    def make(form: FormBuilder) -> None:
        shared = Dictionary(N=form.picture(b""))
        form.text("a", AP=shared)
        form.text("b", AP=shared)

    one, other = (widget["/AP"]["/N"].get_data() for widget in widgets(filled(form_with(make), {"a": "x1", "b": "y2"})))
    assert b"(x1)" in one
    assert b"(y2)" in other


def test_fields_that_the_form_does_not_list_are_found_and_listed() -> None:
    done = filled(form_with(lambda form: form.add(listed=False, FT=Name.Tx, T=String("lost"))), {"lost": "x"})
    assert stored(done) == {"lost": "x"}


def test_two_dictionaries_of_one_name_are_filled_alike() -> None:
    done = filled(form_with(lambda form: [form.text("a"), form.text("a")]), {"a": "x"})
    assert [str(widget["/V"]) for widget in widgets(done)] == ["x", "x"]


def test_widgets_that_are_no_objects_of_their_own() -> None:
    def make(form: FormBuilder) -> None:
        form.text("a")
        form.page.Annots.append(Dictionary(Subtype=Name.Widget, FT=Name.Tx, T=String("b"), Rect=Array([0, 0, 90, 20])))

    assert stored(filled(form_with(make), {"a": "x", "b": "y"})) == {"a": "x", "b": "y"}


def test_corners_given_by_reference() -> None:
    def make(form: FormBuilder) -> None:
        field = form.text("a")
        field["/Rect"] = Array(
            [form.pdf.make_indirect(pikepdf.Object.parse(str(edge).encode())) for edge in (9, 9, 99, 29)]
        )

    assert compile_bytes(form_with(make)).fields[0].rect == (9, 9, 99, 29)


def test_states_of_any_name() -> None:
    blank = form_with(lambda form: form.box("a", "Ja", "B x", "Caf\u00e9"))
    assert set(compile_bytes(blank).fields[0].states) == {"Ja", "B x", "Caf\u00e9"}
    for state in ("Ja", "B x", "Caf\u00e9"):
        with pikepdf.open(BytesIO(filled(blank, {"a": state}))) as pdf:
            assert Name(f"/{state}") == pdf.Root.AcroForm.Fields[0].AS
    assert name_text(b"/Ja#e9") == "Ja#E9"
    assert name_token(name_text(b"/Ja#e9")) == b"/Ja#E9"


def test_a_box_without_pictures_gets_some() -> None:
    blank = form_with(lambda form: form.add(FT=Name.Btn, T=String("a"), MK=Dictionary(CA=String("8"), BC=Array([0]))))
    done = filled(blank, {"a": "Yes"})
    assert widgets(done)[0]["/AS"] == "/Yes"
    assert widgets(done)[0]["/AP"]["/N"]["/Yes"].get_data()


def test_a_tick_in_dingbats_is_drawn_without_a_font() -> None:
    def make(form: FormBuilder) -> None:
        field = form.box("a", "Yes")
        tick = field.AP.N["/Yes"]
        tick.write(b"q BT /ZaDb 12 Tf 0 0 1 rg 4 5 Td (4) Tj ET Q")
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.ZapfDingbats)
        tick["/Resources"] = Dictionary(Font=Dictionary(ZaDb=font))

    code = widgets(filled(form_with(make), {"a": "Yes"}))[0]["/AP"]["/N"]["/Yes"].get_data()
    assert b"Tj" not in code
    assert b"0 0 1 rg" in code


def radio(form: FormBuilder) -> None:
    kids = []
    for state in ("0", "1", "1"):
        kid = form.add(listed=False, AS=Name.Off)
        kid["/AP"] = Dictionary(N=Dictionary({f"/{state}": form.picture(), "/Off": form.picture(b"")}))
        kids.append(kid)
    names = Array([String("Initial"), String("Renewal"), String("Renewal")])
    form.parent("a", kids, FT=Name.Btn, Ff=1 << 15 | 1 << 25, Opt=names)


def test_radio_buttons_in_unison_and_what_their_numbers_stand_for() -> None:
    field = compile_bytes(form_with(radio)).fields[0]
    assert (field.kind, field.states, dict(field.exports)) == (
        FieldKind.RADIO,
        ("0", "1"),
        {"0": "Initial", "1": "Renewal"},
    )
    done = filled(form_with(radio), {"a": "1"})
    assert [widget["/AS"] for widget in widgets(done)] == ["/Off", "/1", "/1"]
    assert stored(done)["a"] == "/1"


def test_a_password_is_not_shown() -> None:
    done = filled(form_with(lambda form: form.text("a", Ff=1 << 13)), {"a": "secret"})
    assert page_text(done) == "******"


def test_a_drop_down_shows_words_and_stores_their_code() -> None:
    options = Array([Array([String("m"), String("Male")]), Array([String("f"), String("Female")])])
    done = filled(form_with(lambda form: form.add(FT=Name.Ch, Ff=1 << 17, T=String("a"), Opt=options)), {"a": "f"})
    assert (stored(done)["a"], page_text(done)) == ("f", "Female")


def test_a_list_box_takes_several() -> None:
    options = Array([String(word) for word in ("Red", "Green", "Blue", "Black", "White")])

    def make(form: FormBuilder) -> None:
        form.add(FT=Name.Ch, Ff=1 << 21, T=String("a"), Opt=options, Rect=Array([20, 100, 120, 140]))

    done = filled(form_with(make), {"a": ["Green", "Black"]})
    with pikepdf.open(BytesIO(done)) as pdf:
        field = pdf.Root.AcroForm.Fields[0]
        assert [str(value) for value in field.V] == ["Green", "Black"]
        assert [int(place) for place in field.I] == [1, 3]
    assert "Green" in page_text(done)


def test_a_comb_has_a_letter_in_each_cell() -> None:
    done = filled(form_with(lambda form: form.text("a", Ff=1 << 24, MaxLen=10)), {"a": "12AB"})
    code = widgets(done)[0]["/AP"]["/N"].get_data()
    assert code.count(b" Tj") == 4
    assert page_text(done).replace(" ", "") == "12AB"


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_turned_fields(turned: int) -> None:
    def make(form: FormBuilder) -> None:
        form.text("a", MK=Dictionary(R=turned), Rect=Array([20, 100, 60, 300]))

    done = filled(form_with(make), {"a": "Ana Reyes"})
    assert widgets(done)[0]["/AP"]["/N"]["/Matrix"]
    assert page_text(done).replace(" ", "") == "AnaReyes"


def test_read_only_afterwards_keeps_the_other_flags() -> None:
    form = compile_bytes(form_with(lambda form: [form.text("a", Ff=1 << 12), form.text("b")]), read_only=["a"])
    filling = Filling(form)
    fill_one(filling, "a", "x")
    fill_one(filling, "b", "y")
    with pikepdf.open(BytesIO(filling.finish("T"))) as pdf:
        assert [int(field.get("/Ff", 0)) for field in pdf.Root.AcroForm.Fields] == [1 << 12 | 1, 0]


# Overflow


def test_too_long_for_its_field_goes_behind_the_form_even_with_nested_pages() -> None:
    def make(form: FormBuilder) -> None:
        form.text("a")
        top = form.pdf.Root.Pages
        inner = form.pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=top.Kids, Count=1, Parent=top))
        form.page["/Parent"] = inner
        top["/Kids"] = Array([inner])

    text = "Sleeps four hours a night, stopped seeing friends and missed two sessions. " * 8
    done, faults = tried(form_with(make), {"a": text.strip()})
    assert faults["a"].code == "form-addendum"
    assert len(PdfReader(BytesIO(done)).pages) == 2
    assert stored(done)["a"].endswith("…see addendum 1")
    assert text.strip() in page_text(done, 1)


def test_nothing_is_cut_where_a_part_would_be_another_number() -> None:
    done, faults = tried(form_with(lambda form: form.text("a", Ff=1 << 24, MaxLen=4)), {"a": "12345"})
    assert faults["a"].code == "form-overflow"
    assert stored(done) == {"a": None}


# Certified


def test_a_certified_form_stays_intact_and_is_judged_as_form_filling() -> None:
    pytest.importorskip("pyhanko")
    from certified import certify, verdict

    blank = certify(form_with(lambda form: [form.text("a"), form.text("b"), form.box("c", "Yes")]))
    done = filled(blank, {"a": "Łukasz", "b": "Ana Reyes", "c": "Yes"})
    assert done.startswith(blank)
    assert told(blank) == ["form-certified"]
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    assert verdict(done) == (True, "FORM_FILLING")


def _radio(form: FormBuilder) -> None:
    form.parent("a", [form.button("A"), form.button("B")], FT=Name.Btn, Ff=1 << 15)


def _boxes(form: FormBuilder) -> None:
    form.parent("a", [form.button("A"), form.button("A")], FT=Name.Btn)


def _texts(form: FormBuilder) -> None:
    form.parent("a", [form.add(listed=False), form.add(listed=False)], FT=Name.Tx)


@pytest.mark.parametrize(
    ("make", "value"),
    [(_radio, "B"), (_boxes, "A"), (_texts, "Ana"), (_texts, "日本")],
    ids=["radio", "boxes", "text", "日本"],
)
def test_fields_in_several_places_of_a_certified_form_are_judged_as_form_filling(
    make: Callable[[FormBuilder], object], value: str
) -> None:
    pytest.importorskip("pyhanko")
    from certified import certify, verdict

    done = filled(certify(form_with(make)), {"a": value})
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    assert verdict(done, with_kids=True) == (True, "FORM_FILLING")


def test_more_than_filling_is_not_judged_as_form_filling() -> None:
    pytest.importorskip("pyhanko")
    from certified import certify, verdict

    blank = certify(form_with(_radio))
    with pikepdf.open(BytesIO(blank)) as pdf:
        moved = pdf.Root.AcroForm.Fields[0].Kids[0]
        moved.Rect[0] = 100
        update = Update(open_source("form.pdf", blank).tail)
        update.put(*moved.objgen, moved.unparse(resolved=True))
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    assert verdict(update.finish(), with_kids=True) == (False, "OTHER")


@pytest.mark.parametrize("flags", [0, 1 << 17])
def test_choices_in_a_certified_form_are_judged_as_form_filling(flags: int) -> None:
    pytest.importorskip("pyhanko")
    from certified import certify, verdict

    done = filled(certify(form_with(lambda form: _choice(form, flags))), {"a": "two"})
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    assert verdict(done) == (True, "FORM_FILLING")


def _choice(form: FormBuilder, flags: int) -> Dictionary:
    return form.add(FT=Name.Ch, T=String("a"), Ff=flags, Opt=Array([String("one"), String("two")]))


@pytest.mark.parametrize("flags", [0, 1 << 17])
def test_where_a_choice_also_stands_as_a_number_the_number_is_the_right_one(flags: int) -> None:
    done = filled(form_with(lambda form: _choice(form, flags).__setitem__("/I", Array([0]))), {"a": "two"})
    with pikepdf.open(BytesIO(done)) as pdf:
        assert list(pdf.Root.AcroForm.Fields[0].I) == [1]


def test_a_signed_hybrid_loses_its_signature_and_says_so() -> None:
    pytest.importorskip("pyhanko")
    from certified import certify

    def hybrid(form: FormBuilder) -> None:
        form.text("a")
        form.form["/XFA"] = String("<xdp/>")

    assert told(certify(form_with(hybrid))) == ["form-xfa-dropped", "form-signature-lost"]


def test_a_signed_form_that_must_be_rewritten_says_that_its_signature_is_lost() -> None:
    pytest.importorskip("pyhanko")
    from certified import certify

    harmed = b"junk\n" + certify(text_form("a"))
    assert told(harmed) == ["form-signature-lost"]
    with pikepdf.open(BytesIO(filled(harmed, {"a": "Ana"}))) as pdf:
        assert ("/Perms" in pdf.Root, "/SigFlags" in pdf.Root.AcroForm) == (False, False)
        assert [field for field in pdf.Root.AcroForm.Fields if field.get("/FT") == Name.Sig and "/V" in field] == []


def test_a_certified_form_gets_no_pages() -> None:
    pytest.importorskip("pyhanko")
    from certified import certify

    blank = certify(text_form("a"))
    done, faults = tried(blank, {"a": "Sleeps four hours a night. " * 40})
    assert faults["a"].code == "form-overflow"
    assert stored(done)["a"].endswith("…see plan")
    assert len(PdfReader(BytesIO(done)).pages) == 1


# Properties

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Co", "Cn"]), max_size=60)


@settings(max_examples=60, deadline=None)
@given(WORDS)
def test_any_text_comes_back_from_its_field(text: str) -> None:
    assume(first_unprintable(text) is None)
    form = compile_bytes(_ROOMY)
    filling = Filling(form)
    fault = fill_one(filling, "a", text)
    assume(fault is None)
    done = filling.finish("T")
    assert (stored(done)["a"] or "") == text
    with pikepdf.open(BytesIO(done)) as pdf:
        assert str(pdf.Root.AcroForm.Fields[0].V) == text
    document = pdfium.PdfDocument(done)
    assert len(document) == 1
    document.close()


def _roomy(form: FormBuilder) -> None:
    form.text("a", Ff=1 << 12, Rect=Array([10, 10, 390, 590]), DA=String("/Helv 0 Tf 0 g"))


_ROOMY = form_with(_roomy)

BOXES = st.builds(
    Box,
    width=st.floats(4, 500),
    height=st.floats(4, 200),
    size=st.sampled_from([0.0, 6.0, 9.0, 12.0, 24.0]),
    multiline=st.booleans(),
    cells=st.sampled_from([0, 0, 12]),
    align=st.sampled_from([0, 1, 2]),
    inset=st.sampled_from([0.0, 1.0, 3.0]),
)


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(codec="cp1252", exclude_categories=["Cc", "Cf"]), min_size=1, max_size=200), BOXES)
def test_layout_never_leaves_the_rectangle(text: str, box: Box) -> None:
    face = helvetica()
    assume(face.can_show(text))
    done = fit(text, box, face)
    for line, left, base in done.lines:
        assert left >= -0.01
        assert left + face.width(line) * done.size <= box.width + 0.01
        assert base - face.deep * done.size >= -0.01
        assert base + face.capital * done.size <= box.height + 0.01
    if done.whole and not box.cells:
        assert "".join("".join(line for line, _, _ in done.lines).split()) == "".join(text.split())


@pytest.mark.parametrize("text", ["Žaneta", "日本 太郎", "Ana"])
@pytest.mark.parametrize("height", [4.0, 6.0, 8.4, 11.0])
def test_a_low_box_for_several_lines_takes_one(text: str, height: float) -> None:
    numbers = count(1)
    done = fit(text, Box(150, height, 11, multiline=True), OwnFace({}, lambda: next(numbers)))
    assert (done.whole, len(done.lines)) == (True, 1)


@settings(max_examples=100, deadline=None)
@given(st.text("日本語한국,. aéŁ", min_size=1, max_size=60), st.floats(12, 200))
def test_prose_of_mixed_scripts_wraps_and_loses_no_letter(text: str, width: float) -> None:
    numbers = count(1)
    face = OwnFace({}, lambda: next(numbers))
    done = fit(text, Box(width, 900, 9, multiline=True), face)
    assert done.whole
    assert "".join("".join(line for line, _, _ in done.lines).split()) == "".join(text.split())
    assert all(left + face.width(line) * done.size <= width + 0.01 for line, left, _ in done.lines)


@settings(max_examples=60, deadline=None)
@given(WORDS)
def test_every_letter_is_drawn_once_in_either_direction(text: str) -> None:
    assert sorted("".join(piece for piece, _ in runs(text, base_level(text)))) == sorted(text)


def test_direction_of_mixed_lines() -> None:
    assert list(runs("Ana שלום 12", 0)) == [("Ana ", False), ("12", False), ("שלום ", True)]
    assert list(runs("שלום Ana", 1)) == [("Ana", False), ("שלום ", True)]
    assert next(runs("العربية 2026", 1)) == ("2026", False)


def test_own_fonts_show_what_they_measure() -> None:
    numbers = count(1)
    face = OwnFace({}, lambda: next(numbers))
    assert face.width("Łukasz") > face.width("Łuk") > 0
    assert face.shown("Łukasz", 10).startswith(b"/S2P0 10 Tf")
    assert face.resource == "/S2P0 1 0 R"
