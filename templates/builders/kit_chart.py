"""The score chart of the Word templates: black on white, every line named at its end, so that print needs no color."""

from __future__ import annotations

from datetime import date

from kit_parts import FONT

from sheet2plan.plan import Chart, ChartLine, LineKind
from sheet2plan.render.docx.chart_workbook import chart_workbook

_NS = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_INK, _SOFT, _GRAY = "1A1A1A", "404040", "8C8C8C"
_NO_LABEL = (
    '<c:showLegendKey val="0"/><c:showVal val="0"/><c:showCatName val="0"/><c:showSerName val="0"/>'
    '<c:showPercent val="0"/><c:showBubbleSize val="0"/>'
)


def sample() -> Chart:
    """What the template's chart shows while nobody's scores are in it."""
    days = (date(2026, 1, 5), date(2026, 2, 2), date(2026, 3, 2), date(2026, 3, 30))
    lines = (
        ChartLine(LineKind.SCORE, "score", (19.0, 16.0, 14.0, 12.0)),
        ChartLine(LineKind.TARGET, "target 9", (9.0,) * 4),
        ChartLine(LineKind.BAND, "moderate", (10.0,) * 4),
    )
    return Chart("{{ chart.title }}", "", days, lines, 0.0, 27.0)


def sample_workbook() -> bytes:
    """The workbook behind the sample."""
    return chart_workbook(sample())


def chart_part() -> str:
    """The chart's part: scores, target and a band in their three looks."""
    looks = (
        (_line(_INK, 2.25, "solid"), _marker(), _values_shown()),
        (_line(_INK, 1.5, "dash"), "", _named_at_end()),
        (_line(_GRAY, 0.75, "sysDot"), "", _named_at_end()),
    )
    chart = sample()
    series = "".join(_series(at, chart, look) for at, look in enumerate(looks))
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace {_NS}><c:date1904 val="0"/>'
        f'<c:roundedCorners val="0"/><c:chart><c:title>{_title(chart.title)}<c:overlay val="0"/></c:title>'
        '<c:autoTitleDeleted val="0"/><c:plotArea><c:layout><c:manualLayout><c:layoutTarget val="inner"/>'
        '<c:xMode val="edge"/><c:yMode val="edge"/><c:x val="0.05"/><c:y val="0.16"/><c:w val="0.72"/><c:h val="0.68"/>'
        "</c:manualLayout></c:layout>"
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}<c:marker val="1"/>'
        f'<c:axId val="111"/><c:axId val="222"/></c:lineChart>{_date_axis()}{_value_axis()}</c:plotArea>'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f'<c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln><a:noFill/></a:ln></c:spPr>{_text(9, _INK)}'
        '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def _series(at: int, chart: Chart, look: tuple[str, str, str]) -> str:
    line, marker, labels = look
    column, rows = "BCD"[at], len(chart.days) + 1
    own = chart.lines[at]
    days = "".join(
        f'<c:pt idx="{n}"><c:v>{(day - date(1899, 12, 30)).days}</c:v></c:pt>' for n, day in enumerate(chart.days)
    )
    values = "".join(f'<c:pt idx="{n}"><c:v>{value:g}</c:v></c:pt>' for n, value in enumerate(own.values))
    count = f'<c:ptCount val="{len(chart.days)}"/>'
    return (
        f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/><c:tx><c:strRef><c:f>Sheet1!${column}$1</c:f><c:strCache>'
        f'<c:ptCount val="1"/><c:pt idx="0"><c:v>{own.name}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
        f"<c:spPr>{line}</c:spPr>{marker or NO_MARKER}{labels}"
        f"<c:cat><c:numRef><c:f>Sheet1!$A$2:$A${rows}</c:f><c:numCache><c:formatCode>mmm\\ d,\\ yyyy</c:formatCode>"
        f"{count}{days}</c:numCache></c:numRef></c:cat>"
        f"<c:val><c:numRef><c:f>Sheet1!${column}$2:${column}${rows}</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f'{count}{values}</c:numCache></c:numRef></c:val><c:smooth val="0"/></c:ser>'
    )


NO_MARKER = '<c:marker><c:symbol val="none"/></c:marker>'


def _line(color: str, width: float, dash: str) -> str:
    return (
        f'<a:ln w="{round(width * 12700)}" cap="rnd"><a:solidFill><a:srgbClr val="{color}"/></a:solidFill>'
        f'<a:prstDash val="{dash}"/><a:round/></a:ln>'
    )


def _marker() -> str:
    fill = f'<a:solidFill><a:srgbClr val="{_INK}"/></a:solidFill>'
    return f'<c:marker><c:symbol val="circle"/><c:size val="6"/><c:spPr>{fill}<a:ln>{fill}</a:ln></c:spPr></c:marker>'


def _values_shown() -> str:
    shown = _NO_LABEL.replace('showVal val="0"', 'showVal val="1"')
    return f'<c:dLbls>{_text(9, _INK, bold=True)}<c:dLblPos val="t"/>{shown}</c:dLbls>'


# To the right, clear of the score's own number.
_CLEAR = '<c:layout><c:manualLayout><c:x val="0.012"/><c:y val="0"/></c:manualLayout></c:layout>'

_NO_LEADERS = (
    '<c:extLst><c:ext uri="{CE6537A1-D6FC-4f65-9D91-7224C49458BB}" '
    'xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart"><c15:showLeaderLines val="0"/></c:ext>'
    "</c:extLst>"
)


def _named_at_end() -> str:
    named = _NO_LABEL.replace('showSerName val="0"', 'showSerName val="1"')
    return (
        f'<c:dLbls><c:dLbl><c:idx val="3"/>{_CLEAR}{_text(8, _SOFT)}<c:dLblPos val="r"/>{named}</c:dLbl>'
        f"{_text(8, _SOFT)}{_NO_LABEL}{_NO_LEADERS}</c:dLbls>"
    )


def _letters(size: float, color: str, bold: bool) -> str:
    fill = f'<a:solidFill><a:srgbClr val="{color}"/></a:solidFill>'
    return f'sz="{round(size * 100)}" b="{int(bold)}">{fill}<a:latin typeface="{FONT}"/>'


def _text(size: float, color: str, *, bold: bool = False) -> str:
    return (
        '<c:txPr><a:bodyPr wrap="none"/><a:lstStyle/><a:p><a:pPr>'
        f"<a:defRPr {_letters(size, color, bold)}</a:defRPr></a:pPr>"
        '<a:endParaRPr lang="en-US"/></a:p></c:txPr>'
    )


def _title(words: str) -> str:
    return (
        "<c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:pPr>"
        f"<a:defRPr {_letters(10, _INK, True)}</a:defRPr></a:pPr>"
        f'<a:r><a:rPr lang="en-US" {_letters(10, _INK, True)}</a:rPr><a:t>{words}</a:t></a:r></a:p></c:rich></c:tx>'
    )


def _date_axis() -> str:
    return (
        '<c:dateAx><c:axId val="111"/><c:scaling><c:orientation val="minMax"/><c:min val="46022"/></c:scaling>'
        '<c:delete val="0"/><c:axPos val="b"/><c:numFmt formatCode="mmm\\ d,\\ yyyy" sourceLinked="0"/>'
        '<c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f"<c:spPr>{_line(_SOFT, 0.75, 'solid')}</c:spPr>"
        f'{_text(8, _SOFT)}<c:crossAx val="222"/><c:crosses val="autoZero"/><c:auto val="1"/><c:lblOffset val="100"/>'
        '<c:baseTimeUnit val="days"/><c:majorUnit val="30"/><c:majorTimeUnit val="days"/></c:dateAx>'
    )


def _value_axis() -> str:
    return (
        '<c:valAx><c:axId val="222"/><c:scaling><c:orientation val="minMax"/><c:max val="27"/><c:min val="0"/>'
        '</c:scaling><c:delete val="0"/><c:axPos val="l"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f'<c:spPr>{_line(_SOFT, 0.75, "solid")}</c:spPr>{_text(8, _SOFT)}<c:crossAx val="111"/>'
        '<c:crosses val="autoZero"/><c:crossBetween val="between"/></c:valAx>'
    )
