"""Native Word charts: a chart of the template, in a content control bound to a chart of the plan, drawn per client.

The template's chart says how it looks: its first series is how scores are drawn, its second the target, its third the
bands. Data, axis and embedded workbook come from the plan, so that a chart stays editable in Word.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import nsmap
from lxml import etree

from sheet2plan.plan import Chart, LineKind
from sheet2plan.render.docx.chart_workbook import LINE_COLUMNS, chart_workbook
from sheet2plan.render.docx.package import CONTENT_TYPES
from sheet2plan.render.docx.reading import PartSource
from sheet2plan.render.docx.relations import Additions, rels_name
from sheet2plan.render.docx.repair import W

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
CHART_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"
PACKAGE_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/package"
_XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PATH = re.compile(r"[a-z_]\w*(?:\.[a-z_]\w*)*")
_KINDS = tuple(LineKind)


# ------------------------------------------------------------------------------------------------ before compiling


def bind_charts(root: etree._Element) -> None:
    """Turns each chart that stands in a bound control into a tag that places it."""
    for control in list(root.iter(f"{W}sdt")):
        tag, content = control.find(f"{W}sdtPr/{W}tag"), control.find(f"{W}sdtContent")
        chart = None if content is None else next(content.iter(f"{C}chart"), None)
        path = "" if tag is None else (tag.get(f"{W}val") or "").strip()
        if tag is not None and chart is not None and _PATH.fullmatch(path):
            chart.set(f"{R}id", f"{{{{ place_chart('{chart.get(f'{R}id')}', {path}) }}}}")
            tag.set(f"{W}val", f"{{{{ client_id|control_tag(none, '{path}') }}}}")


def chart_template(xml: bytes) -> str:
    """The template's chart as template language over `chart`: a series for each line, in the look of its kind."""
    root = etree.fromstring(xml)
    plot = next(root.iter(f"{C}lineChart"), None)
    if plot is not None:
        _bind_series(plot)
        _bind_axes(root)
    for part in root.iter(f"{C}externalData"):
        part.set(f"{R}id", "rId1")
    return re.sub(r"(?:<a:t>)\s*(\{\{.*?\}\})\s*(?=</a:t>)", r"<a:t>\1", etree.tostring(root, encoding="unicode"))


def _bind_series(plot: etree._Element) -> None:
    series = plot.findall(f"{C}ser")
    for one in series:
        _bind_one(one)
    first = series[0]
    before = first.getprevious()
    assert before is not None
    before.tail = (
        f"{{% for line in chart.lines %}}{{% set place = loop.index0 %}}{{% set column = '{LINE_COLUMNS}'[place] %}}"
    )
    for at, one in enumerate(series):
        kind = _KINDS[min(at, len(_KINDS) - 1)]
        previous = one.getprevious()
        assert previous is not None
        previous.tail = (previous.tail or "") + f"{{% if line.kind == '{kind}' %}}"
        one.tail = "{% endif %}"
    series[-1].tail = "{% endif %}{% endfor %}"


def _bind_one(series: etree._Element) -> None:
    for name in ("idx", "order"):
        element = series.find(f"{C}{name}")
        assert element is not None
        element.set("val", "{{ place }}")
    for label in series.iter(f"{C}dLbl"):
        index = label.find(f"{C}idx")
        if index is not None:
            index.set("val", "{{ chart.days|length - 1 }}")
    for name, xml in (("tx", _NAME), ("cat", _DAYS), ("val", _VALUES)):
        old = series.find(f"{C}{name}")
        assert old is not None
        new = etree.fromstring(xml)
        new.tail = old.tail
        series.replace(old, new)


def _bind_axes(root: etree._Element) -> None:
    for unit in root.iterfind(f".//{C}dateAx/{C}majorUnit"):
        unit.set("val", "{{ chart.days|tick_days }}")
    for start in root.iterfind(f".//{C}dateAx/{C}scaling/{C}min"):
        start.set("val", "{{ chart.days|axis_start }}")
    for axis in root.iter(f"{C}valAx"):
        for name, value in (("max", "high"), ("min", "low")):
            for element in axis.iter(f"{C}{name}"):
                element.set("val", f"{{{{ chart.{value} }}}}")


_CHART_NS = f'xmlns:c="{nsmap["c"]}"'
_NAME = (
    f"<c:tx {_CHART_NS}><c:strRef><c:f>Sheet1!${{{{ column }}}}$1</c:f><c:strCache>"
    '<c:ptCount val="1"/><c:pt idx="0"><c:v>{{ line.name }}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
)
_DAYS = (
    f"<c:cat {_CHART_NS}><c:numRef><c:f>Sheet1!$A$2:$A${{{{ chart.days|length + 1 }}}}</c:f><c:numCache>"
    "<c:formatCode>mmm\\ d,\\ yyyy</c:formatCode>"
    '<c:ptCount val="{{ chart.days|length }}"/>{{ chart.days|day_points }}'
    "</c:numCache></c:numRef></c:cat>"
)
_VALUES = (
    f"<c:val {_CHART_NS}><c:numRef><c:f>Sheet1!${{{{ column }}}}$2:"
    "${{ column }}${{ chart.days|length + 1 }}</c:f><c:numCache>"
    '<c:formatCode>General</c:formatCode><c:ptCount val="{{ chart.days|length }}"/>'
    "{{ line.values|value_points }}</c:numCache></c:numRef></c:val>"
)


def chart_sources(parts: Mapping[str, bytes], body: PartSource) -> Iterator[tuple[str, PartSource]]:
    """The charts that the body places, by the id they are placed under."""
    placed = re.findall(r"place_chart\('(\w+)'", body.template)
    if placed:
        targets = _targets(parts, body.name)
        for number in dict.fromkeys(placed):
            name = targets[number]
            yield number, PartSource(name, "", chart_template(parts[name]), head="", story=False)


def _targets(parts: Mapping[str, bytes], part: str) -> dict[str, str]:
    folder = posixpath.dirname(part)
    rels = etree.fromstring(parts[rels_name(part)])
    return {
        str(rel.get("Id")): posixpath.normpath(posixpath.join(folder, str(rel.get("Target")))).lstrip("/")
        for rel in rels
        if rel.get("TargetMode") != "External"
    }


def without_placed(parts: Mapping[str, bytes], body: PartSource) -> dict[str, bytes]:
    """The template's parts without the charts that are placed per client, which nothing refers to any more."""
    placed = set(re.findall(r"place_chart\('(\w+)'", body.template))
    if not placed:
        return dict(parts)
    gone = _parts_of_charts(parts, body, placed)
    kept = {name: data for name, data in parts.items() if name not in gone}
    rels = rels_name(body.name)
    kept[rels] = _dropped(kept[rels], "Id", placed)
    kept[CONTENT_TYPES] = _dropped(kept[CONTENT_TYPES], "PartName", {f"/{name}" for name in gone})
    return kept


def _dropped(xml: bytes, attribute: str, values: set[str]) -> bytes:
    root = etree.fromstring(xml)
    for element in list(root):
        if element.get(attribute) in values:
            root.remove(element)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _parts_of_charts(parts: Mapping[str, bytes], body: PartSource, placed: set[str]) -> set[str]:
    targets = _targets(parts, body.name)
    charts = {targets[number] for number in placed}
    inner = {target for chart in charts if rels_name(chart) in parts for target in _targets(parts, chart).values()}
    return charts | inner | {rels_name(chart) for chart in charts}


# ----------------------------------------------------------------------------------------------------- per client


@dataclass(slots=True)
class PlacedCharts:
    """The charts that one document places, in order; `place` is what the template calls."""

    additions: Additions
    body: str
    placed: list[tuple[str, Chart]] = field(default_factory=list)

    def place(self, template: str, chart: Any) -> str:
        """The id of the relationship to a new chart; the template's own where the plan has nothing to draw."""
        if not isinstance(chart, Chart):
            return template
        self.placed.append((template, chart))
        return self.additions.relate(self.body, CHART_RELATION, f"charts/plan_chart{len(self.placed)}.xml")

    def add_parts(self, made: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Adds the parts of every placed chart, and its workbook."""
        for number, (template, chart) in enumerate(self.placed, 1):
            name = f"word/charts/plan_chart{number}.xml"
            workbook = f"embeddings/plan_chart{number}.xlsx"
            part = made[template]
            self.additions.added[name] = part.with_surroundings(part.text({**values, "chart": chart}))
            self.additions.added[f"word/{workbook}"] = chart_workbook(chart)
            self.additions.types[name] = CHART_TYPE
            self.additions.extensions["xlsx"] = _XLSX_TYPE
            self.additions.relate(name, PACKAGE_RELATION, f"../{workbook}")
