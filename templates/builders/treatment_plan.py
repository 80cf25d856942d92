"""Makes templates/treatment_plan.docx: `python templates/builders/treatment_plan.py`.

The same code gives the same bytes. The template is meant to be edited in Word afterwards; this script is its first
version and its record of style.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.document import Document
from docx.oxml.parser import parse_xml

from sheet2plan.render.docx.package import read_package, write_package

TARGET = Path(__file__).parents[1] / "treatment_plan.docx"

ACCENT, MUTED, RULE, TINT, GAP = "1B4B5A", "56666C", "B7C8CE", "EAF1F3", "9C1C1C"
FONT = "Calibri"
LABELS = 2150
PAGE, MARGIN = (12240, 15840), 1296
WIDTH = PAGE[0] - 2 * MARGIN
NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

# ------------------------------------------------------------------------------------------------- text and tables

Part = str | tuple[str, str]  # words, or words and the character style they take


def run(part: Part) -> str:
    """A run; a tab in the words is a tab in Word."""
    words, style = (part, "") if isinstance(part, str) else part
    properties = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    pieces = "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(piece)}</w:t>' for piece in words.split("\t"))
    return f"<w:r>{properties}{pieces}</w:r>"


def field(code: str) -> str:
    """A field that Word works out, such as the page number."""
    return f'<w:fldSimple w:instr=" {code} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def para(style: str, *parts: Part, keep: bool = False) -> str:
    """A paragraph of one style."""
    kept = "<w:keepNext/>" if keep else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{kept}</w:pPr>{"".join(run(part) for part in parts)}</w:p>'


def tag(words: str) -> str:
    """A paragraph that holds a tag and vanishes from the document."""
    return para("TemplateTag", "{%p " + words + " %}")


def missing(what: str) -> Part:
    """A marked place for what a client's rows don't hold at all."""
    return f"[missing: {what}]", "Gap"


@dataclass(frozen=True, slots=True)
class Cell:
    """Paragraphs of a cell that spans columns; `line` is a rule along an edge, `fill` a tint."""

    content: tuple[str, ...]
    span: int = 1
    line: str = ""
    fill: str = ""
    valign: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: a heading repeated on each page, or one that may break across pages because its text is long."""

    cells: tuple[Cell, ...]
    heading: bool = False
    may_break: bool = False
    height: int = 0


def cell(*content: str, span: int = 1, line: str = "", fill: str = "", valign: str = "") -> Cell:
    """A cell; an empty one still holds a paragraph."""
    return Cell(content or (para("TableText"),), span, line, fill, valign)


def row(*cells: Cell, may_break: bool = False, height: int = 0) -> Row:
    """A row of text."""
    return Row(cells, may_break=may_break, height=height)


def heading_row(*titles: str | tuple[str, int]) -> Row:
    """The heading row of a table; a title may span columns."""
    spans = [(title, 1) if isinstance(title, str) else title for title in titles]
    return Row(tuple(cell(para("TableHeading", words), span=span) for words, span in spans), heading=True)


def tag_row(words: str, columns: int) -> Row:
    """A row that holds a tag and vanishes from the document."""
    return row(cell(para("TemplateTag", "{%tr " + words + " %}"), span=columns))


def loop_rows(head: str, columns: int, *rows: Row) -> list[Row]:
    """Rows between a loop or condition and its end."""
    return [tag_row(head, columns), *rows, tag_row(f"end{head.split()[0]}", columns)]


def table(style: str, caption: str, widths: Sequence[int], rows: Iterable[Row]) -> str:
    """A table of fixed widths, with its caption for screen readers; headings after it bring their own space."""
    assert sum(widths) == WIDTH, (caption, sum(widths))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{WIDTH}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
        'w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(caption)}/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        + "".join(_row(row, widths) for row in rows)
        + "</w:tbl>"
    )


def _row(row: Row, widths: Sequence[int]) -> str:
    properties = (
        ("" if row.may_break else "<w:cantSplit/>")
        + (f'<w:trHeight w:val="{row.height}" w:hRule="atLeast"/>' if row.height else "")
        + ("<w:tblHeader/>" if row.heading else "")
    )
    cells, at = [], 0
    for one in row.cells:
        cells.append(_cell(one, sum(widths[at : at + one.span])))
        at += one.span
    assert at == len(widths), row
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>".replace("<w:trPr></w:trPr>", "")


def _cell(one: Cell, width: int) -> str:
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    if one.span > 1:
        properties += f'<w:gridSpan w:val="{one.span}"/>'
    if one.line:
        properties += f"<w:tcBorders>{_border(one.line, 6, ACCENT)}</w:tcBorders>"
    if one.fill:
        properties += f'<w:shd w:val="clear" w:color="auto" w:fill="{one.fill}"/>'
    if one.valign:
        properties += f'<w:vAlign w:val="{one.valign}"/>'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(one.content)}</w:tc>"


def fact(label: str, *content: str) -> Row:
    """A row of a label and long text."""
    return row(cell(para("Label", label)), cell(*content), may_break=True)


def text(words: str, style: str = "TableText", *, keep: bool = False) -> str:
    """A paragraph of a table."""
    return para(style, words, keep=keep)


def text_if(name: str, words: str, style: str = "TableSmall", *, keep: bool = False) -> str:
    """A paragraph of a table that is there only when the name has a value; another one must stand in the cell."""
    return tag(f"if {name}") + text(words, style, keep=keep) + tag("endif")


# ------------------------------------------------------------------------------------------------------- the styles


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


def _border(edge: str, size: int, color: str, space: int = 0) -> str:
    return f'<w:{edge} w:val="single" w:sz="{size}" w:space="{space}" w:color="{color}"/>'


def _borders(space: int = 0, **edges: tuple[int, str]) -> str:
    return "".join(_border(edge, size, color, space) for edge, (size, color) in edges.items())


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
        _paragraph_style("Table Text", _letters(9.5), _space(0, 1.5, 1.05)),
        _paragraph_style("Table Small", _letters(8.5, MUTED), _space(0, 1, 1.0), based="TableText"),
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


# ----------------------------------------------------------------------------------------------------- the document


def title_block() -> str:
    """Who, what, when, in a few lines."""
    quarters = (1350, 3474, 1450, 3374)
    guardian = row(cell(para("Label", "Guardian")), cell(text("{{ client.guardian_name }}"), span=3))
    rows = [
        _facts(
            "Client ID",
            "{{ client_id }}",
            "Date of birth",
            "{{ client.dob }}{% if client.age_text %} ({{ client.age_text }}){% endif %}",
        ),
        _facts("Clinician", "{{ client.clinician }}", "Supervisor", "{{ client.supervisor }}"),
        *loop_rows("if client.guardian_name or client.is_minor", 4, guardian),
        _facts("Payer", "{{ client.payer }}", "Member ID", "{{ client.member_id }}"),
        _facts("Plan", "{{ version.effective_date }}, version {{ version.version }}", "Next review", NEXT_REVIEW),
        _facts("Prepared", "{{ prepared_on }}", "Completeness", "{{ completeness }}%"),
    ]
    return (
        para("Title", "Treatment plan")
        + para(
            "Subtitle",
            "{{ client.name }}{% if client.preferred_name %} (called {{ client.preferred_name }}){% endif %}",
        )
        + para(
            "Letterhead",
            "{{ clinic.name }}{% if clinic.address %} · {{ clinic.address }}{% endif %}"
            "{% if clinic.phone %} · {{ clinic.phone }}{% endif %}",
        )
        + tag("if is_draft")
        + para(
            "DraftBox",
            "Draft: {{ open_points|length }} point{% if open_points|length != 1 %}s{% endif %} to finish, "
            "listed at the end",
        )
        + tag("endif")
        + table("FactsTable", "Client, plan and next review", quarters, rows)
    )


NEXT_REVIEW = '{{ review_due.on }}{% if review_due.state != "later" %} ({{ review_due.state }}){% endif %}'


def _facts(label: str, words: str, other_label: str, other_words: str) -> Row:
    return row(cell(para("Label", label)), cell(text(words)), cell(para("Label", other_label)), cell(text(other_words)))


def assessment() -> str:
    """Client information and assessment, with the client's own words."""
    facts = [
        fact(
            "About the client",
            text(
                "In care since {{ client.intake_date }}"
                "{% if client.referral_source %} · Referral: {{ client.referral_source }}{% endif %}"
                "{% if client.sex %} · Sex: {{ client.sex }}{% endif %}"
                "{% if client.gender_identity %} · Gender: {{ client.gender_identity }}{% endif %}"
                "{% if client.pronouns %} · Pronouns: {{ client.pronouns }}{% endif %}"
                "{% if client.language %} · Language: {{ client.language }}{% endif %}"
            ),
        ),
        *loop_rows("if client.race_ethnicity", 2, fact("Race and ethnicity", text("{{ client.race_ethnicity }}"))),
        fact("Assessed on", text("{{ assessment.assessment_date }}")),
        fact("Presenting concerns", text("{{ assessment.presenting_concerns }}")),
        fact("Psychosocial history", text("{{ assessment.psychosocial_history }}")),
        fact("Functional impairments", text("{{ assessment.functional_impairments }}")),
        fact(
            "Risk",
            para(
                "TableText",
                "Level: {{ assessment.risk_level }} · Suicidality: {{ assessment.suicidality }} · "
                "Self-harm: {{ assessment.self_harm }} · Aggression: {{ assessment.aggression }}",
            ),
            text("{{ assessment.risk_factors }}"),
        ),
        fact("Strengths", text("{{ assessment.strengths }}")),
        *_optional("Needs and preferences", "assessment.needs_preferences"),
        *_optional("Medications", "assessment.medications"),
        *_optional("Culture and community", "assessment.cultural_considerations"),
    ]
    return (
        para("Heading1", "1  Client information and assessment")
        + tag("if version.client_words")
        + para("Caption", "In the client’s own words")
        + para("Quote", "“{{ version.client_words }}”")
        + tag("endif")
        + table("FactsTable", "Client information and assessment", (LABELS, WIDTH - LABELS), facts)
    )


def _optional(label: str, name: str) -> list[Row]:
    return loop_rows(f"if {name}", 2, fact(label, text(f"{{{{ {name} }}}}")))


def diagnosis() -> str:
    """The diagnosis table."""
    one = row(
        cell(
            para("TableText", ("{{ diagnosis.icd10_code }}", "StrongText"), "  {{ diagnosis.description }}"),
            text("{{ diagnosis.status }}, rank {{ diagnosis.rank }}", "TableSmall"),
        ),
        cell(text("{{ diagnosis.symptom_evidence }}")),
        cell(text("{{ diagnosis.diagnosed_on }}"), text_if("diagnosis.diagnosed_by", "{{ diagnosis.diagnosed_by }}")),
    )
    rows = [
        heading_row("ICD-10-CM diagnosis", "Supporting symptoms", "Diagnosed"),
        *loop_rows("for diagnosis in diagnoses", 3, one),
        *loop_rows("if not diagnoses", 3, _missing_row("diagnosis", 3)),
    ]
    return para("Heading1", "2  Diagnosis") + table("PlanTable", "Diagnoses", (3700, 4248, 1700), rows)


def _missing_row(what: str, columns: int) -> Row:
    return row(cell(para("TableText", missing(what)), span=columns))


def problems() -> str:
    """The problem list in order of priority."""
    one = row(
        cell(para("TableText", ("{{ problem.priority }}", "InlineLabel"), " · {{ problem.problem_text }}")),
        cell(text("{{ problem.severity }}")),
        cell(text("{{ problem.functional_impact }}")),
        cell(text("{{ problem.client_priority }}")),
        cell(text("{{ problem.diagnosis }}")),
    )
    rows = [
        heading_row("Problem", "Severity", "Impact on daily life", "Client’s priority", "Diagnosis"),
        *loop_rows("for problem in problems", 5, one),
        *loop_rows("if not problems", 5, _missing_row("problem list", 5)),
    ]
    return para("Heading1", "3  Problems in order of priority") + table(
        "PlanTable", "Problems in order of priority", (2650, 1050, 2548, 1350, 2050), rows
    )


def golden_thread() -> str:
    """Problem, goal, objective, intervention and progress, together."""
    goal = (
        para("Heading3", "Goal {{ goal.number }} · {{ goal.goal_text }}")
        + para(
            "Small",
            "Status: {{ goal.status }}{% if goal.domain %} · Domain: {{ goal.domain }}{% endif %}"
            "{% if goal.target_date %} · Target date: {{ goal.target_date }}{% endif %}",
            keep=True,
        )
        + tag("if goal.client_words")
        + para("Quote", "“{{ goal.client_words }}”", keep=True)
        + tag("endif")
        + tag("if goal.objectives")
        + _thread("goal.objectives")
        + tag("endif")
        + tag("if not goal.objectives")
        + para("BodyText", missing("an objective for this goal"))
        + tag("endif")
    )
    return (
        para("Heading1", "4–6  Goals, objectives and interventions")
        + tag("if not problems and not loose_goals and not loose_objectives")
        + para("BodyText", missing("goals, objectives and interventions"))
        + tag("endif")
        + tag("for problem in problems")
        + para("Heading2", "Problem {{ problem.priority }} · {{ problem.problem_text }}")
        + para("Small", "Diagnosis: {{ problem.diagnosis }}", keep=True)
        + tag("if not problem.goals")
        + para("BodyText", missing("a goal for this problem"))
        + tag("endif")
        + tag("for goal in problem.goals")
        + goal
        + tag("endfor")
        + tag("endfor")
        + tag("if loose_goals")
        + para("Heading2", "Goals without a problem")
        + tag("for goal in loose_goals")
        + goal
        + tag("endfor")
        + tag("endif")
        + tag("if loose_objectives")
        + para("Heading2", "Objectives without a goal")
        + _thread("loose_objectives")
        + tag("endif")
    )


def _thread(objectives: str) -> str:
    """A table of objectives, each with its interventions and its progress right beneath."""
    objective = row(
        _tinted(para("TableText", ("{{ objective.number }}", "InlineLabel"), keep=True)),
        _tinted(text("{{ objective.objective_text }}", keep=True)),
        _tinted(
            text("{{ objective.measured }}", keep=True),
            text_if("objective.latest", "Latest: {{ objective.latest }}", keep=True),
        ),
        _tinted(text("{{ objective.due }}", keep=True)),
        _tinted(
            text("{{ objective.status }}", keep=True),
            text_if("objective.progress_pct", "{{ objective.progress_pct }}%", keep=True),
        ),
    )
    intervention = row(
        cell(),
        cell(
            para("TableText", ("{{ intervention.service }}", "StrongText")),
            para("TableText", ("Clinician will: ", "InlineLabel"), "{{ intervention.intervention_text }}"),
        ),
        cell(
            para("TableText", ("Why: ", "InlineLabel"), "{{ intervention.rationale }}"),
            para(
                "TableSmall",
                "{{ intervention.modality }} · {{ intervention.responsible }}"
                "{% if intervention.cpt_code %} · CPT {{ intervention.cpt_code }}{% endif %}",
            ),
            span=3,
        ),
    )
    none = row(cell(), cell(para("TableText", missing("an intervention for this objective")), span=4))
    progress = row(cell(), cell(para("TableText", ("Progress: ", "InlineLabel"), "{{ objective.progress }}"), span=4))
    rows = [
        heading_row("No.", "Objective and interventions", "Measure", "Due", "Status"),
        *loop_rows(
            f"for objective in {objectives}",
            5,
            objective,
            *loop_rows("for intervention in objective.interventions", 5, intervention),
            *loop_rows("if not objective.interventions", 5, none),
            *loop_rows("if objective.progress", 5, progress),
        ),
    ]
    return table("ThreadTable", "Objectives with their interventions and progress", (620, 4228, 2150, 1300, 1350), rows)


def _tinted(*content: str) -> Cell:
    return cell(*content, line="top", fill="F4F8F9")


def timeline() -> str:
    """Review schedule, measures with their scores, reviews."""
    facts = [
        fact(
            "Review schedule",
            text("Reviewed {{ review_due.schedule }}, and sooner when symptoms, functioning or life change."),
        ),
        fact(
            "Next review", para("TableText", (NEXT_REVIEW, "StrongText")), text("{{ review_due.reason }}", "TableSmall")
        ),
        fact("Last review", text("{{ review_due.last_review }}")),
        fact("Progress measured by", text("{{ version.progress_method }}")),
        fact("Expected outcome", text("{{ version.expected_outcome }}")),
        *_optional("Since the last plan", "changes"),
    ]
    review = row(
        cell(text("{{ review.review_date }}"), text_if("review.outcome", "Outcome: {{ review.outcome }}")),
        cell(
            text("{{ review.progress_summary }}"),
            text_if("review.client_view", "Client: {{ review.client_view }}", "TableText"),
        ),
        cell(text("{{ review.functional_change }}")),
        cell(text("{{ review.changes_made }}")),
    )
    reviews = [
        heading_row("Review", "Progress", "Functioning", "Changes to the plan"),
        *loop_rows("for review in reviews[:4]", 4, review),
    ]
    return (
        para("Heading1", "7  Timeline and progress measures")
        + table("FactsTable", "Review schedule", (LABELS, WIDTH - LABELS), facts)
        + para("Heading2", "Scores")
        + tag("if measures")
        + _scores()
        + tag("endif")
        + tag("if not measures")
        + para("BodyText", missing("a score of any measure"))
        + tag("endif")
        + tag("if reviews")
        + para("Heading2", "Reviews")
        + table("PlanTable", "Latest reviews", (1600, 3300, 2274, 2474), reviews)
        + tag("endif")
    )


SHOWN = 6


def _scores() -> str:
    """One row of score points per measure, oldest first, and a row that says what they mean."""
    points = [
        cell(
            tag(f"for point in measure.shown[{at}:{at + 1}]"),
            text("{{ point.on }}", "TableSmall", keep=True),
            text("{{ point.value }}", "Score", keep=True),
            text("{{ point.band }}", "TableSmall", keep=True),
            tag("endfor"),
            para("Spacer", keep=True),  # a cell needs a paragraph, also when it has no point
            line="top",
        )
        for at in range(SHOWN)
    ]
    scores = row(
        cell(
            para("TableText", ("{{ measure.name }}", "StrongText"), keep=True),
            para("TableSmall", "{{ measure.meaning }}", keep=True),
            line="top",
        ),
        *points,
    )
    meaning = row(
        cell(),
        cell(
            text("{{ measure.change }}"),
            text_if("measure.target", "Target: {{ measure.target }}", "TableText"),
            span=SHOWN,
        ),
    )
    rows = [
        heading_row("Measure", ("Scores, oldest first", SHOWN)),
        *loop_rows("for measure in measures", 7, scores, meaning),
    ]
    return table("ScoreTable", "Score history of each measure", (2088, *[1260] * SHOWN), rows)


SAFETY_STEPS = (
    ("Warning signs", "warning_signs"),
    ("What I can do alone", "coping_strategies"),
    ("People and places", "social_distractions"),
    ("People I can ask", "people_to_ask"),
    ("Professionals to call", "professionals"),
    ("Safe surroundings", "means_safety"),
    ("If this is not enough", "escalation"),
)


def safety() -> str:
    """The crisis and safety plan in seven steps, and whom to call."""
    steps = [
        fact(f"{at}  {label}", text(f"{{{{ safety.{name} }}}}")) for at, (label, name) in enumerate(SAFETY_STEPS, 1)
    ]
    contact = row(
        cell(para("TableText", ("{{ contact.contact_name }}", "StrongText"))),
        cell(text("{{ contact.relationship }}")),
        cell(text("{{ contact.phone }}")),
        cell(text("{{ contact.role }}")),
        cell(text("{{ contact.roi_on_file }}")),
    )
    contacts = [
        heading_row("Contact", "Relationship", "Phone", "Role", "Release on file"),
        *loop_rows("for contact in contacts", 5, contact),
    ]
    return (
        para("Heading1", "8  Crisis and safety plan")
        + tag("if safety.required")
        + para("BodyText", ("A safety plan is required. ", "StrongText"), "{{ safety.why_required }}")
        + tag("endif")
        + tag("if not safety.required")
        + para(
            "BodyText",
            "Nothing on record calls for a safety plan."
            "{% if not safety.on_file %} None is on file.{% endif %} {{ safety.why_required }}",
        )
        + tag("endif")
        + tag("if safety.required or safety.on_file")
        + para(
            "Small",
            "Made on {{ safety.created_on }}{% if safety.reviewed_on %}, reviewed on "
            "{{ safety.reviewed_on }}{% endif %}",
            keep=True,
        )
        + table("FactsTable", "Safety plan in seven steps", (2300, WIDTH - 2300), steps)
        + tag("endif")
        + tag("if contacts")
        + para("Heading2", "Contacts")
        + table("PlanTable", "Contacts", (2700, 1900, 1900, 1648, 1500), contacts)
        + tag("endif")
        + tag("if safety.required and not contacts")
        + para("BodyText", missing("an emergency contact"))
        + tag("endif")
    )


def consent() -> str:
    """Consents, participation or refusal."""
    one = row(
        cell(text("{{ consent.type }}"), text_if("consent.agreement_note", "{{ consent.agreement_note }}")),
        cell(
            text("{{ consent.signer_name }}{% if consent.credential %}, {{ consent.credential }}{% endif %}"),
            text("{{ consent.role }}", "TableSmall"),
        ),
        cell(text("{{ consent.signed_on }}"), text_if("consent.method", "{{ consent.method }}")),
        cell(text("{{ consent.expires_on }}")),
        cell(text("{{ consent.refused }}")),
    )
    rows = [
        heading_row("Document", "Signed by", "Date", "Expires", "Declined"),
        *loop_rows("for consent in consents", 5, one),
        *loop_rows("if not consents", 5, _missing_row("informed consent and treatment agreement", 5)),
    ]
    return (
        para("Heading1", "9  Consent and confidentiality")
        + table("PlanTable", "Consents", (3400, 2398, 1500, 1350, 1000), rows)
        + tag("if refused")
        + para("Heading2", "Refusal")
        + tag("endif")
        + tag("if not refused")
        + para("Heading2", "Participation")
        + tag("endif")
        + para("BodyText", "{{ participation }}")
    )


def discharge() -> str:
    """Discharge planning."""
    facts = [
        fact("Criteria", text("{{ discharge.criteria }}")),
        fact("Anticipated", text("{{ discharge.anticipated_date }}")),
        fact("Aftercare", text("{{ discharge.aftercare }}")),
        *loop_rows(
            "if discharge.discharge_date",
            2,
            fact(
                "Discharged",
                text(
                    "{{ discharge.discharge_date }}"
                    "{% if discharge.discharge_reason %}, {{ discharge.discharge_reason }}{% endif %}"
                ),
            ),
        ),
    ]
    return para("Heading1", "Discharge planning") + table(
        "FactsTable", "Discharge planning", (LABELS, WIDTH - LABELS), facts
    )


def signatures() -> str:
    """Lines to sign by hand; what is on record is said beneath, never stamped."""
    line = row(
        cell(
            para("TableSmall", "{{ signature.role }}", keep=True),
            para(
                "TableText",
                ("{{ signature.name }}", "StrongText"),
                "{% if signature.credential %}, {{ signature.credential }}{% endif %}",
                keep=True,
            ),
            valign="bottom",
        ),
        cell(valign="bottom"),
        cell(line="bottom"),
        cell(),
        cell(line="bottom"),
        height=800,
    )
    below = row(
        cell(
            para(
                "TableSmall",
                "{% if signature.signed_on %}On record: {{ signature.signed_on }}{% if signature.note %} · "
                "{% endif %}{% endif %}{% if signature.note %}{{ signature.note }}{% endif %}",
            )
        ),
        cell(),
        cell(text("Signature", "TableSmall")),
        cell(),
        cell(text("Date", "TableSmall")),
    )
    rows = loop_rows("for signature in signatures", 5, line, below)
    return (
        para("Heading1", "Signatures")
        + tag("if signatures")
        + table("SignatureTable", "Signatures", (3600, 200, 3648, 200, 2000), rows)
        + tag("endif")
    )


def open_points() -> str:
    """What a person must still finish, only in a draft."""
    one = row(
        cell(para("TableText", ("{{ point.severity|capitalize }}", "StrongText"))),
        cell(text("{{ point.text }}")),
        cell(text("{{ point.where }}")),
        cell(text("{{ point.advice }}")),
    )
    rows = [heading_row("Kind", "Open point", "Where", "What to do"), *loop_rows("for point in open_points", 4, one)]
    return (
        tag("if is_draft and open_points")
        + para("Heading1", "Open points")
        + table("PlanTable", "Open points", (1000, 3848, 1700, 3100), rows)
        + tag("endif")
    )


def header() -> str:
    """Clinic on the left, client and plan on the right; a mark while it is a draft."""
    return para(
        "Header",
        "{{ clinic.name }}\t",
        ("{% if is_draft %}DRAFT · {% endif %}", "DraftMark"),
        "Client {{ client_id }} · Plan of {{ version.effective_date }} · version {{ version.version }}",
    )


def footer() -> str:
    """Confidentiality, the day it was prepared, page x of y."""
    pages = run("\tPage ") + field("PAGE") + run(" of ") + field("NUMPAGES")
    notice = (
        "Confidential health information; do not disclose without the client’s authorization or as the law allows."
        "{% if client.part2_program.value %} 42 CFR part 2 prohibits unauthorized use or disclosure of these records."
        "{% endif %}"
    )
    first = para("Footer", "Prepared {{ prepared_on }}").replace("</w:p>", f"{pages}</w:p>")
    return para("Footer", notice) + first


def build() -> bytes:
    """The bytes of the template."""
    document = docx.Document()
    _drop_unused_parts(document)
    _replace(document.styles.element, styles())
    _replace(document.settings.element, _settings())
    section = document.sections[0]
    for part, content in ((section.header, header()), (section.footer, footer())):
        part.is_linked_to_previous = False
        _replace(part._element, f"<w:body {NS}>{content}</w:body>")
    body = "".join(
        part()
        for part in (
            title_block,
            assessment,
            diagnosis,
            problems,
            golden_thread,
            timeline,
            safety,
            consent,
            discharge,
            signatures,
            open_points,
        )
    )
    # Word wants a paragraph after a table that ends the document.
    _fill_body(document, body + para("Spacer"))
    _describe(document)
    stream = io.BytesIO()
    document.save(stream)
    return write_package(read_package(stream.getvalue()))


def _fill_body(document: Document, content: str) -> None:
    body = document.element.body
    section = body.sectPr
    for element in list(body):
        body.remove(element)
    body.extend(list(parse_xml(f"<w:body {NS}>{content}</w:body>")))
    body.append(section)
    page = document.sections[0]
    page.page_width, page.page_height = (docx.shared.Twips(size) for size in PAGE)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = docx.shared.Twips(MARGIN)
    page.header_distance = page.footer_distance = docx.shared.Twips(620)


def _replace(element: object, xml: str) -> None:
    """Puts the children of the XML in the place of an element's own."""
    for child in list(element):  # type: ignore[call-overload]
        element.remove(child)  # type: ignore[attr-defined]
    element.extend(list(parse_xml(xml)))  # type: ignore[attr-defined]


def _settings() -> str:
    return (
        f'<w:settings {NS}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        '</w:compat><w:themeFontLang w:val="en-US"/></w:settings>'
    )


def _drop_unused_parts(document: Document) -> None:
    """Takes out what python-docx's own template brings and this one has no use for."""
    unused = ("customXml", "stylesWithEffects", "numbering", "thumbnail", "webSettings", "extended-properties")
    for rels in (document.part.rels, document.part.package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.endswith(unused)]:
            del rels[key]


def _describe(document: Document) -> None:
    properties = document.core_properties
    for element in list(properties._element):
        properties._element.remove(element)
    properties.title, properties.author, properties.language = "Treatment plan", "", "en-US"
    properties.created = properties.modified = datetime(2026, 1, 1)


if __name__ == "__main__":
    TARGET.write_bytes(build())
    print(f"{TARGET}: {TARGET.stat().st_size} bytes")
