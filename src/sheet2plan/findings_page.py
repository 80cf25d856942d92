"""Findings as one page for a browser: complete in itself, with filters, loading nothing from anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from sheet2plan.findings import Notice, Severity
from sheet2plan.report import Report
from sheet2plan.say import say_count, say_date

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light; --ink: #1f3a5f; --rule: #d0d5db; }
body { font: 15px/1.45 system-ui, "Segoe UI", sans-serif; color: #1b2430; margin: 2rem auto; max-width: 82rem;
  padding: 0 1.5rem; }
h1 { font-size: 1.5rem; color: var(--ink); margin: 0; }
p { margin: .3rem 0 1rem; }
form { display: flex; flex-wrap: wrap; gap: .6rem 1.4rem; align-items: center; padding: .7rem 0;
  border-block: 1px solid var(--rule); position: sticky; top: 0; background: white; }
input[type=search] { font: inherit; padding: .3rem .5rem; min-width: 16rem; border: 1px solid #8592a3;
  border-radius: 4px; }
select { font: inherit; padding: .25rem; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; background: var(--ink); color: white; padding: .4rem .6rem; }
td { vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--rule); }
td:nth-child(3) { white-space: nowrap; }
small { color: #5b6672; display: block; }
.error, .gap { font-weight: 600; }
.error { color: #8b1a1a; } .gap { color: #6b4300; } .info { color: #5b6672; }
@media print { form { display: none; } body { margin: 0; max-width: none; } thead { display: table-header-group; } }
"""
_SCRIPT = """
const rows = [...document.querySelectorAll("tbody tr")], count = document.getElementById("count");
function filter() {
  const form = document.forms[0], words = form.words.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const levels = new Set([...form.querySelectorAll("[name=level]:checked")].map(box => box.value));
  let shown = 0;
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    const fits = levels.has(row.dataset.level) && (!form.client.value || row.dataset.client === form.client.value)
      && words.every(word => text.includes(word));
    row.hidden = !fits;
    shown += fits;
  }
  count.textContent = shown + " of " + rows.length + " shown";
}
document.forms[0].addEventListener("input", filter);
document.forms[0].addEventListener("submit", event => event.preventDefault());
filter();
"""


def findings_page(report: Report) -> str:
    """The page, in ASCII, so that it reads the same however it is saved."""
    text = "\n".join(_page(report)) + "\n"
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _page(report: Report) -> Iterator[str]:
    title = f"Findings: {', '.join(report.workbooks)}"
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width">'
    yield f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>"
    yield f"<h1>{escape(title)}</h1>"
    clients = say_count(len(report.results), "client")
    yield f"<p>{clients} · as of {say_date(report.as_of)}. Confidential client information.</p>"
    yield from _form(report)
    yield "<table>\n<thead><tr><th>Severity<th>Client<th>Where<th>What<th>What to do</tr></thead>\n<tbody>"
    yield from map(_row, sorted(report.notices, key=_order))
    yield f"</tbody>\n</table>\n<script>{_SCRIPT}</script>\n</body>\n</html>"


def _form(report: Report) -> Iterator[str]:
    counts = report.counts()
    yield '<form><input type="search" name="words" placeholder="Find words" aria-label="Find words">'
    for severity in Severity:
        checked = "" if severity is Severity.INFO and len(counts) > 1 else " checked"
        box = f'<input type="checkbox" name="level" value="{severity.value}"{checked}>'
        yield f'<label class="{severity.value}">{box} {severity.value} ({counts[severity]})</label>'
    yield '<label>Client <select name="client"><option value="">all</option>'
    for client in sorted({notice.client_id for notice in report.notices if notice.client_id}):
        yield f"<option>{escape(client)}</option>"
    yield '</select></label> <output id="count"></output></form>'


def _order(notice: Notice) -> tuple[int, bool, str, str, int]:
    at = notice.source
    return notice.severity.rank, not notice.code.startswith("risk-"), notice.client_id or "", at.a1, at.row or 0


def _row(notice: Notice) -> str:
    level, client = notice.severity.value, escape(notice.client_id or "", quote=True)
    cells = (
        f'<td class="{level}">{level}',
        f"<td>{client}",
        f"<td>{escape(notice.source.a1)}",
        f"<td>{escape(notice.message)}<small>{escape(notice.code)}</small>",
        f"<td>{escape(notice.advice)}",
    )
    return f'<tr data-level="{level}" data-client="{client}">{"".join(cells)}</tr>'
