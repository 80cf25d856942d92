"""The style sheet of the Word templates."""

from __future__ import annotations

from kit_parts import ACCENT, FONT, GAP, MUTED, NS, RULE, TINT, WIDTH, border


def _fonts(name: str = FONT) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


def _letters(
    size: float = 0, color: str = "", *, bold: bool = False, italic: bool = False, upright: bool = False
) -> str:
    half_points = round(size * 2)
    return (
        ("<w:b/><w:bCs/>" if bold else "")
        + ("<w:i/><w:iCs/>" if italic else "")
        + ('<w:i w:val="0"/><w:iCs w:val="0"/>' if upright else "")
        + (f'<w:color w:val="{color}"/>' if color else "")
        + (f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>' if size else "")
    )


def _space(before: float, after: float, line: float = 0) -> str:
    lines = f' w:line="{round(line * 240)}" w:lineRule="auto"' if line else ""
    return f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}"{lines}/>'


def _paragraph_style(
    name: str, letters: str, layout: str, *, based: str = "Normal", following: str = "", outline: int | None = None
) -> str:
    style_id = name.title().replace(" ", "") if name != "Normal" else name
    level = "" if outline is None else f'<w:outlineLvl w:val="{outline}"/>'
    return (
        f'<w:style w:type="paragraph" w:styleId="{style_id}"{"" if name[0].islower() or name in BUILT_IN else CUSTOM}>'
        f'<w:name w:val="{name}"/><w:basedOn w:val="{based}"/>'
        + (f'<w:next w:val="{following}"/>' if following else "")
        + f"<w:qFormat/><w:pPr>{layout}{level}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"
    )


CUSTOM = ' w:customStyle="1"'
BUILT_IN = ("Title", "Subtitle", "Quote", "Body Text")


def _character_style(name: str, letters: str) -> str:
    return (
        f'<w:style w:type="character"{CUSTOM} w:styleId="{name.title().replace(" ", "")}"><w:name w:val="{name}"/>'
        f"<w:qFormat/><w:rPr>{letters}</w:rPr></w:style>"
    )


def _borders(space: int = 0, **edges: tuple[int, str]) -> str:
    return "".join(border(edge, size, color, space) for edge, (size, color) in edges.items())


def _table_style(name: str, borders: str, margins: tuple[int, int], first_row: str = "") -> str:
    vertical, horizontal = margins
    borders = borders and f"<w:tblBorders>{borders}</w:tblBorders>"
    return (
        f'<w:style w:type="table"{CUSTOM} w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr>{borders}<w:tblCellMar>'
        f'<w:top w:w="{vertical}" w:type="dxa"/><w:left w:w="{horizontal}" w:type="dxa"/>'
        f'<w:bottom w:w="{vertical}" w:type="dxa"/><w:right w:w="{horizontal}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"{first_row}</w:style>"
    )


def _tinted_first_row() -> str:
    return (
        '<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>'
        f"{_borders(bottom=(6, ACCENT))}</w:tcBorders>"
        f'<w:shd w:val="clear" w:color="auto" w:fill="{TINT}"/></w:tcPr></w:tblStylePr>'
    )


def styles() -> str:
    """The style sheet: one typeface, one accent color, sizes from 8 to 24 points."""
    bar = f"<w:pBdr>{_borders(8, left=(18, ACCENT))}</w:pBdr>"
    rule = f"<w:pBdr>{_borders(2, bottom=(6, RULE))}</w:pBdr>"
    box = f"<w:pBdr>{_borders(5, top=(8, GAP), left=(8, GAP), bottom=(8, GAP), right=(8, GAP))}</w:pBdr>"
    keep = "<w:keepNext/><w:keepLines/>"
    right_tab = f'<w:tabs><w:tab w:val="right" w:pos="{WIDTH}"/></w:tabs>'
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_fonts()}{_letters(10.5)}"
        '<w:lang w:val="en-US" w:eastAsia="en-US" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        f"<w:pPrDefault><w:pPr>{_space(0, 5, 1.1)}</w:pPr></w:pPrDefault></w:docDefaults>"
    )
    base = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
    )
    paragraphs = [
        _paragraph_style(
            "Title", _letters(25, ACCENT, bold=True), "<w:keepNext/>" + _space(2, 0, 1.0), following="Subtitle"
        ),
        _paragraph_style("Subtitle", _letters(15), "<w:keepNext/>" + _space(0, 1, 1.0), following="BodyText"),
        _paragraph_style("Letterhead", _letters(9.5, MUTED), "<w:keepNext/>" + _space(0, 8, 1.0)),
        _paragraph_style(
            "heading 1",
            _letters(14, ACCENT, bold=True),
            keep + rule + _space(18, 6, 1.0),
            following="BodyText",
            outline=0,
        ),
        _paragraph_style(
            "heading 2", _letters(12, ACCENT, bold=True), keep + _space(12, 3, 1.0), following="BodyText", outline=1
        ),
        _paragraph_style(
            "heading 3", _letters(10.5, bold=True), keep + _space(12, 3, 1.05), following="BodyText", outline=2
        ),
        _paragraph_style("Body Text", "", _space(0, 5, 1.1)),
        _paragraph_style(
            "Quote",
            _letters(11, ACCENT, italic=True),
            f'<w:keepLines/>{bar}{_space(3, 7, 1.1)}<w:ind w:left="240" w:right="240"/>',
        ),
        _paragraph_style("caption", _letters(9, MUTED, italic=True), "<w:keepNext/>" + _space(0, 3, 1.0)),
        _paragraph_style("Small", _letters(9, MUTED), _space(0, 3, 1.0)),
        _paragraph_style(
            "Draft Box", _letters(10.5, GAP, bold=True), box + _space(4, 8, 1.0) + '<w:ind w:left="120" w:right="120"/>'
        ),
        _paragraph_style("Chart", "", "<w:keepLines/>" + _space(4, 4, 1.0)),
        _paragraph_style("Box Line", "", _space(0, 2, 1.1) + '<w:ind w:left="340" w:hanging="340"/>'),
        _paragraph_style("Table Text", _letters(9.5), _space(0, 1.5, 1.05)),
        _paragraph_style("Table Small", _letters(8.5, MUTED), _space(0, 1, 1.0), based="TableText"),
        _paragraph_style("Large", _letters(12), _space(0, 2, 1.05), based="TableText"),
        _paragraph_style("Score", _letters(12, bold=True), _space(0, 0, 1.0), based="TableText"),
        _paragraph_style(
            "Table Heading", _letters(9, ACCENT, bold=True), "<w:keepNext/>" + _space(1, 1, 1.0), based="TableText"
        ),
        _paragraph_style("Label", _letters(9.5, ACCENT, bold=True), _space(0, 1.5, 1.05), based="TableText"),
        _paragraph_style(
            "Spacer", _letters(4), '<w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/>'
        ),
        _paragraph_style("Template Tag", _fonts("Consolas") + _letters(8, "8A5A00"), _space(0, 0, 1.0)),
        _paragraph_style("header", _letters(9, MUTED), rule + right_tab + _space(0, 0, 1.0)),
        _paragraph_style("footer", _letters(8.5, MUTED), right_tab + _space(0, 0, 1.0)),
    ]
    characters = [
        _character_style("Strong Text", _letters(bold=True)),
        _character_style("Inline Label", _letters(0, ACCENT, bold=True)),
        _character_style("Aside", _letters(0, MUTED)),
        _character_style("Draft Mark", _letters(0, GAP, bold=True)),
        _character_style("Placeholder Text", _letters(0, "6B6B6B")).replace(CUSTOM, ""),
        _character_style(
            "Gap", _letters(9, GAP, bold=True, upright=True) + '<w:shd w:val="clear" w:color="auto" w:fill="FBE9E7"/>'
        ),
    ]
    lines = _borders(bottom=(4, RULE), insideH=(4, RULE))
    tables = [
        _table_style("Plan Table", lines, (45, 90), _tinted_first_row()),
        _table_style("Facts Table", lines, (40, 90)),
        _table_style("Thread Table", _borders(bottom=(6, ACCENT)), (40, 90), _tinted_first_row()),
        _table_style("Score Table", _borders(bottom=(4, RULE)), (40, 90), _tinted_first_row()),
        _table_style("Signature Table", "", (20, 60)),
    ]
    return f"<w:styles {NS}>{defaults}{base}{''.join(paragraphs + characters + tables)}</w:styles>"
