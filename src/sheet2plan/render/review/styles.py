"""The workbook's styles with ours behind them: a cell keeps its own format and gets a fill on top."""

from __future__ import annotations

import re

from sheet2plan.findings import Severity
from sheet2plan.render.review.markup import (
    Element,
    attribute,
    children,
    inserted,
    masked,
    prefixed,
    root,
    whole,
    with_attribute,
)

# Light enough for dark print on them, and of different greys on paper without colour.
FILLS = {Severity.ERROR: "FFF4A7A0", Severity.GAP: "FFFFC869", Severity.WARNING: "FFFFF2A8", Severity.INFO: "FFD3DEE8"}

MAX_FORMATS = 65_000  # Excel's own limit is a little above

_ORDER = (
    *(b"numFmts", b"fonts", b"fills", b"borders", b"cellStyleXfs", b"cellXfs"),
    *(b"cellStyles", b"dxfs", b"tableStyles", b"colors", b"extLst"),
)
_PLAIN = {
    b"fonts": (b'<font><sz val="11"/><name val="Calibri"/><family val="2"/></font>',),
    b"fills": (
        b'<fill><patternFill patternType="none"/></fill>',
        b'<fill><patternFill patternType="gray125"/></fill>',
    ),
    b"borders": (b"<border><left/><right/><top/><bottom/><diagonal/></border>",),
    b"cellStyleXfs": (b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',),
    b"cellXfs": (b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',),
}
_COLOR = re.compile(rb"<(?:[\w.-]+:)?color\b[^>]*>")
_DARK = b'<color rgb="FF1F1F1F"/>'
_LIGHT_THEME, _LIGHT_INDEXED = (0, 2), (1, 9, 26, 27, 34, 41, 42, 43, 44)


def blank_styles(namespace: str) -> bytes:
    """A style sheet for a workbook that has none."""
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{head}<styleSheet xmlns="{namespace}"></styleSheet>'.encode()


class StyleBook:
    """styles.xml with what is appended to it. Raises ValueError when the part is not a style sheet."""

    def __init__(self, xml: bytes) -> None:
        outermost = root(masked(xml))
        if outermost.closed:
            xml = inserted(xml, outermost, b"")
        self._xml = xml
        mask = masked(xml)
        self._root = root(mask)
        self._prefix = self._root.prefix
        self._sections = {part.local: part for part in children(mask, self._root.inner, self._root.inner_end)}
        self._items = {
            name: [xml[item.start : item.end] for item in children(mask, section.inner, section.inner_end)]
            for name, section in self._sections.items()
            if name in _PLAIN
        }
        self._new: dict[bytes, list[bytes]] = {name: [] for name in _PLAIN}
        self._known: dict[tuple[bytes, bytes], int] = {}
        self._tinted: dict[tuple[int, Severity], int] = {}
        for name, plain in _PLAIN.items():
            # Excel takes the first two fills for "none" and "gray125", whatever they are.
            needed = len(plain) if name == b"fills" else 1
            for item in plain[len(self._items.setdefault(name, [])) : needed]:
                self._add(name, item)

    def font(self, xml: bytes) -> int:
        """The index of a font."""
        return self._shared(b"fonts", xml)

    def fill(self, argb: str) -> int:
        """The index of a plain fill in that colour."""
        pattern = f'<fgColor rgb="{argb}"/><bgColor indexed="64"/>'
        return self._shared(b"fills", f'<fill><patternFill patternType="solid">{pattern}</patternFill></fill>'.encode())

    def border(self, xml: bytes) -> int:
        """The index of a border."""
        return self._shared(b"borders", xml)

    def cell(self, xml: bytes) -> int:
        """The index of a cell format."""
        return self._shared(b"cellXfs", xml)

    def tinted(self, base: int, severity: Severity) -> int:
        """The format `base` with the fill of a severity; `base` itself when Excel would take no more formats."""
        if (base, severity) not in self._tinted:
            self._tinted[base, severity] = self._with_tint(base, severity)
        return self._tinted[base, severity]

    def _with_tint(self, base: int, severity: Severity) -> int:
        formats = self._items[b"cellXfs"]
        if len(formats) >= MAX_FORMATS:
            return base
        own = formats[base] if base < len(formats) else formats[0]
        end = own.index(b">") + 1
        tag = with_attribute(
            with_attribute(own[:end], b"applyFill", b"1"), b"fillId", b"%d" % self.fill(FILLS[severity])
        )
        dark = self._dark_font(whole(attribute(tag, b"fontId")))
        if dark is not None:
            tag = with_attribute(with_attribute(tag, b"applyFont", b"1"), b"fontId", b"%d" % dark)
        return self._shared(b"cellXfs", tag + own[end:], ours=False)

    def xml(self) -> bytes:
        """The whole part."""
        out = self._xml
        for name in sorted(self._new, key=_ORDER.index, reverse=True):
            if self._new[name]:
                out = self._with_section(out, name, b"".join(self._new[name]))
        return out

    def _shared(self, section: bytes, xml: bytes, ours: bool = True) -> int:
        key = (section, xml)
        if key not in self._known:
            self._known[key] = self._add(section, xml, ours)
        return self._known[key]

    def _add(self, section: bytes, xml: bytes, ours: bool = True) -> int:
        item = prefixed(xml, self._prefix) if ours else xml
        self._new[section].append(item)
        self._items[section].append(item)
        return len(self._items[section]) - 1

    def _dark_font(self, index: int) -> int | None:
        """A dark twin of a font that could not be read on our fills; None when it can be."""
        fonts = self._items[b"fonts"]
        own = fonts[index] if index < len(fonts) else fonts[0]
        color = _COLOR.search(own)
        if color is None or not _is_light(color[0]):
            return None
        dark = prefixed(_DARK, self._prefix)
        return self._shared(b"fonts", own[: color.start()] + dark + own[_color_end(own, color) :], ours=False)

    def _with_section(self, xml: bytes, name: bytes, items: bytes) -> bytes:
        """The document with items at the end of a section; sections are edited from the last, so offsets hold."""
        count = b"%d" % len(self._items[name])
        section = self._sections.get(name)
        if section is None:
            fragment = b"<" + self._prefix + name + b' count="' + count + b'">' + items
            fragment += b"</" + self._prefix + name + b">"
            at = self._place(name)
            return xml[:at] + fragment + xml[at:]
        grown = inserted(xml, section, items)
        tag_end = grown.index(b">", section.start) + 1
        tag = grown[section.start : tag_end]
        if attribute(tag, b"count") is not None:
            tag = with_attribute(tag, b"count", count)
        return grown[: section.start] + tag + grown[tag_end:]

    def _place(self, name: bytes) -> int:
        """Where an absent section belongs: before the first of those that come later in the schema's order."""
        later = _ORDER[_ORDER.index(name) + 1 :]
        places: list[Element] = [part for part_name, part in self._sections.items() if part_name in later]
        return min((part.start for part in places), default=self._root.inner_end)


def _color_end(font: bytes, color: re.Match[bytes]) -> int:
    """Where the color element ends: most are self-closing, some have an end tag."""
    if color[0].endswith(b"/>"):
        return color.end()
    return font.index(b">", font.index(b"</", color.end())) + 1


def _is_light(color: bytes) -> bool:
    rgb = attribute(color, b"rgb")
    if rgb is not None and re.fullmatch(rb"[0-9A-Fa-f]{6,8}", rgb):
        red, green, blue = bytes.fromhex(rgb[-6:].decode())
        return 0.3 * red + 0.59 * green + 0.11 * blue > 150
    theme, indexed = attribute(color, b"theme"), attribute(color, b"indexed")
    if theme is not None:
        return whole(theme, 1) in _LIGHT_THEME and not (attribute(color, b"tint") or b"").startswith(b"-")
    return indexed is not None and whole(indexed) in _LIGHT_INDEXED
