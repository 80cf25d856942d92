"""Content controls bound by tag: one whose Tag is a name of the plan is filled with it, or is empty with a prompt.

Rewrites Word's controls into the template language before compiling, so that a client costs nothing more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from docx.oxml.ns import nsmap
from docx.oxml.parser import parse_xml
from lxml import etree

from sheet2plan.render.docx.numbering import CONTROL_MARK
from sheet2plan.render.docx.repair import W

W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PATH = re.compile(r"[a-z_]\w*(?:\.[a-z_]\w*)+")
_LOOP = re.compile(r"([a-z_]\w*) in ([a-z_]\w*(?:\.[a-z_]\w*)*)")
_KINDS = ("date", "dropDownList", "comboBox", "text", "richText")
_OUR_DAYS = "MMM d, yyyy"
_IN_WORDS = re.compile(r"d{3}|M{3}")
_SYMBOL_FONTS = ("Wingdings", "Webdings", "Symbol")
_MADE = re.compile(
    r"\{\{ client_id\|control_tag\(([\w.]+), '(\w+)'\) \}\}"
    r"|(?:\{% if |\{\{ (?:'1' if |gap_style if )?)([\w.]+)"
    r"(?: is (?:lacking|gap|dated|ticked)\b|\|in_control|\|dated|\|midnight).*"
)
_GENERIC = re.compile(r"click or tap (?:here )?to enter", re.IGNORECASE)
_TEXT: Any = etree._Element.text  # of python-docx's paragraphs, text means the words of all runs
PLACEHOLDER_STYLE = "PlaceholderText"


def path_bound_by(tag: str) -> str:
    """The name of the plan that a control is bound to, where this is one of the tags that binding made; else ""."""
    found = _MADE.fullmatch(tag)
    return (found[3] or f"{'' if found[1] == 'none' else f'{found[1]}.'}{found[2]}") if found else ""


def bind_controls(root: etree._Element, names: Iterable[str]) -> None:
    """Turns every control of the part that is bound to a name into template language."""
    known = frozenset(names)
    for control in list(root.iter(f"{W}sdt")):
        properties, content = control.find(f"{W}sdtPr"), control.find(f"{W}sdtContent")
        if properties is None or content is None:
            continue
        _own_id(properties)
        tag = properties.find(f"{W}tag")
        words = (tag.get(f"{W}val") or "").strip() if tag is not None else ""
        if tag is not None and properties.find(f"{W15}repeatingSection") is not None and _LOOP.fullmatch(words):
            _repeat(tag, content, words)
        elif tag is not None and (_PATH.fullmatch(words) or words in known) and not _holds_chart(content):
            _bind(properties, content, tag, words)


def _own_id(properties: etree._Element) -> None:
    number = properties.find(f"{W}id")
    if number is None:
        number = etree.Element(f"{W}id")
        before = [child for child in properties if child.tag in (f"{W}rPr", f"{W}alias", f"{W}tag")]
        properties.insert(len(before), number)
    number.set(f"{W}val", CONTROL_MARK)


def _holds_chart(content: etree._Element) -> bool:
    return next(content.iter("{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"), None) is not None


def _bind(properties: etree._Element, content: etree._Element, tag: etree._Element, path: str) -> None:
    owner, _, column = path.rpartition(".")
    tag.set(f"{W}val", f"{{{{ client_id|control_tag({owner or 'none'}, '{column}') }}}}")
    box = properties.find(f"{W14}checkbox")
    if box is not None:
        _bind_box(box, content, path)
        return
    prompt = _prompt(properties, content, column)
    for name in ("showingPlcHdr", "placeholder", "dataBinding"):
        for element in properties.findall(f"{W}{name}"):
            properties.remove(element)
    kind = next((child for child in properties if child.tag in [f"{W}{name}" for name in _KINDS]), None)
    place = len(properties) if kind is None else properties.index(kind)
    properties.insert(place, etree.Element(f"{W}showingPlcHdr"))
    _between(properties[place], f"{{% if {path} is lacking %}}", "{% endif %}")
    shown = f"{path}|in_control"
    if kind is not None and kind.tag == f"{W}date":
        pattern = _pattern(kind)
        shown = f"{path}|dated('{pattern}')|in_control" if pattern else shown
        _bind_date(kind, path)
    _bind_text(content, path, prompt, shown)


def _prompt(properties: etree._Element, content: etree._Element, column: str) -> str:
    """What the author wrote as a prompt, else one that names the control or its column."""
    text = "".join(piece.text or "" for piece in content.iter(f"{W}t")).strip()
    if text and properties.find(f"{W}showingPlcHdr") is not None and not _GENERIC.match(text):
        return text
    alias = properties.find(f"{W}alias")
    name = alias.get(f"{W}val") if alias is not None else None
    verb = "choose" if any(properties.find(f"{W}{kind}") is not None for kind in _KINDS[:3]) else "enter"
    return f"Click to {verb} the {(name or column.replace('_', ' ')).lower()}"


def _bind_box(box: etree._Element, content: etree._Element, path: str) -> None:
    checked = box.find(f"{W14}checked")
    if checked is None:
        checked = etree.Element(f"{W14}checked")
        box.insert(0, checked)
    checked.set(f"{W14}val", f"{{{{ '1' if {path} is ticked else '0' }}}}")
    run, text = _only_run(content)
    yes, no = _sign(box, "checkedState", "2612"), _sign(box, "uncheckedState", "2610")
    run.remove(text)
    run.extend((yes, no))
    _between(yes, f"{{% if {path} is ticked %}}", "{% else %}")
    no.tail = "{% endif %}"


def _sign(box: etree._Element, state: str, otherwise: str) -> etree._Element:
    """The sign of a state: a letter, or a symbol where its font has signs in the place of letters."""
    element = box.find(f"{W14}{state}")
    code = (element.get(f"{W14}val") if element is not None else None) or otherwise
    font = (element.get(f"{W14}font") if element is not None else None) or ""
    if font.startswith(_SYMBOL_FONTS):
        return parse_xml(f'<w:sym xmlns:w="{nsmap["w"]}" w:font="{font}" w:char="{int(code, 16) | 0xF000:04X}"/>')
    return parse_xml(f'<w:t xmlns:w="{nsmap["w"]}">{chr(int(code, 16))}</w:t>')


def _bind_date(date: etree._Element, path: str) -> None:
    """A picker with the date where the value is one, and without where it isn't."""
    bare = etree.fromstring(etree.tostring(date))
    for element in (bare, date):
        if f"{W}fullDate" in element.attrib:
            del element.attrib[f"{W}fullDate"]
    date.set(f"{W}fullDate", f"{{{{ {path}|midnight(as_of) }}}}")
    date.addnext(bare)
    _between(date, f"{{% if {path} is dated %}}", "{% else %}")
    bare.tail = "{% endif %}" + (bare.tail or "")


def _pattern(date: etree._Element) -> str:
    """How the picker writes days where that is not our own way and needs no words of another language, else ""."""
    pattern, language = (date.find(f"{W}{name}") for name in ("dateFormat", "lid"))
    words = (pattern.get(f"{W}val") if pattern is not None else None) or ""
    english = language is None or str(language.get(f"{W}val")).startswith("en")
    plain = "'" not in words and (english or not _IN_WORDS.search(words))
    return words if plain and words != _OUR_DAYS else ""


def _bind_text(content: etree._Element, path: str, prompt: str, shown: str) -> None:
    run, text = _only_run(content)
    text.text = f"{{{{ {shown} }}}}"
    style = f"{{{{ gap_style if {path} is gap else '{PLACEHOLDER_STYLE}' }}}}"
    empty = parse_xml(
        f'<w:r xmlns:w="{nsmap["w"]}"><w:rPr><w:rStyle w:val="{style}"/></w:rPr><w:t xml:space="preserve"/></w:r>'
    )
    empty[-1].text = prompt
    run.addprevious(empty)
    _between(empty, f"{{% if {path} is lacking %}}", "{% else %}")
    run.tail = "{% endif %}" + (run.tail or "")


def _only_run(content: etree._Element) -> tuple[etree._Element, etree._Element]:
    """The one run and text that the control keeps, in its first paragraph; formatting stays as the author chose it."""
    paragraphs = list(content.iter(f"{W}p"))
    for extra in paragraphs[1:]:
        if extra.getparent() is paragraphs[0].getparent():
            extra.getparent().remove(extra)  # type: ignore[union-attr]
    home = paragraphs[0] if paragraphs else content
    runs = home.findall(f"{W}r")
    run = runs[0] if runs else etree.SubElement(home, f"{W}r")
    for child in list(home):
        if child is not run and child.tag != f"{W}pPr":
            home.remove(child)
    for child in list(run):
        if child.tag != f"{W}rPr":
            run.remove(child)
    _drop_placeholder_style(run)
    text = etree.SubElement(run, f"{W}t")
    text.set(_SPACE, "preserve")
    return run, text


def _drop_placeholder_style(run: etree._Element) -> None:
    style = run.find(f"{W}rPr/{W}rStyle")
    if style is not None and style.get(f"{W}val") == PLACEHOLDER_STYLE:
        style.getparent().remove(style)  # type: ignore[union-attr]


def _repeat(tag: etree._Element, content: etree._Element, words: str) -> None:
    """The first item of a repeating section stands for all."""
    found = _LOOP.fullmatch(words)
    assert found is not None
    tag.set(f"{W}val", f"{{{{ client_id|control_tag(none, '{found[2]}') }}}}")
    items = content.findall(f"{W}sdt")
    for extra in items[1:]:
        content.remove(extra)
    if items:
        _between(items[0], f"{{% for {words} %}}", "{% endfor %}")


def _between(element: etree._Element, before: str, after: str) -> None:
    """Puts template tags before and after an element, as text of the tree."""
    earlier = element.getprevious()
    parent = element.getparent()
    assert parent is not None
    if earlier is not None:
        earlier.tail = (earlier.tail or "") + before
    else:
        _TEXT.__set__(parent, (_TEXT.__get__(parent) or "") + before)
    element.tail = after + (element.tail or "")
