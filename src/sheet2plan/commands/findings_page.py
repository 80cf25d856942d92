"""Findings as one page for a browser: complete in itself, with filters, loading nothing from anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from sheet2plan.findings import Notice, Severity
from sheet2plan.reports.report import Report
from sheet2plan.say import say_count, say_date

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light dark; --paper: #fff; --text: #1b2430; --quiet: #5b6672; --rule: #d0d5db; --ink: #1f3a5f;
  --head: #1f3a5f; --error: #8b1a1a; --gap: #6b4300; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14191f; --text: #e3e8ee; --quiet: #a3aebb; --rule: #3a4450; --ink: #a9c8ee; --head: #26405f;
    --error: #ff9d94; --gap: #f2c26b; }
}
body { font: 15px/1.45 system-ui, "Segoe UI", sans-serif; color: var(--text); background: var(--paper);
  margin: 2rem auto; max-width: 82rem; padding: 0 1.5rem; }
h1 { font-size: 1.5rem; line-height: 1.25; color: var(--ink); margin: 0; overflow-wrap: anywhere; }
p { margin: .3rem 0 1rem; }
form { display: flex; flex-wrap: wrap; gap: .6rem 1.4rem; align-items: center; padding: .7rem 0;
  border-block: 1px solid var(--rule); position: sticky; top: 0; background: var(--paper); }
form[hidden] { display: none; }
input, select, button { font: inherit; }
input[type=search] { padding: .3rem .5rem; width: 16rem; max-width: 100%; box-sizing: border-box;
  border: 1px solid #8592a3; border-radius: 4px; background: var(--paper); color: var(--text); }
input[type=checkbox] { width: 1rem; height: 1rem; vertical-align: -.1rem; accent-color: #2f5d8a; }
select { padding: .25rem; max-width: 16rem; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th:nth-child(1) { width: 4.5rem; } th:nth-child(2) { width: 5rem; } th:nth-child(3) { width: 12rem; }
th:nth-child(5) { width: 32%; }
caption { text-align: left; color: var(--quiet); padding: .5rem 0; }
th { text-align: left; background: var(--head); color: white; padding: .4rem .6rem; }
td { vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--rule); overflow-wrap: anywhere; }
small { color: var(--quiet); display: block; }
.error, .gap { font-weight: 600; }
.error { color: var(--error); } .gap { color: var(--gap); } .info { color: var(--quiet); }
@media screen and (max-width: 60rem) {
  body { margin: 1rem auto; padding: 0 1rem; }
  form { position: static; }
  input[type=search] { width: 100%; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { display: flex; flex-wrap: wrap; gap: 0 .8rem; padding: .6rem 0; border-bottom: 1px solid var(--rule); }
  tr[hidden] { display: none; }
  td { border: 0; padding: .1rem 0; }
  td:empty { display: none; }
  td:nth-child(n+4) { flex-basis: 100%; }
}
@media print {
  :root { color-scheme: light; --paper: #fff; --text: #000; --quiet: #444; --rule: #999; --ink: #000; --error: #000;
    --gap: #000; }
  body { margin: 0; padding: 0; max-width: none; font-size: 10pt; }
  form, button { display: none; }
  th { background: none; color: #000; border-bottom: 2px solid #000; }
  tr { break-inside: avoid; }
}
"""
_SCRIPT = """
const form = document.forms[0], rows = [...document.querySelectorAll("tbody tr")];
const count = document.getElementById("count"), more = document.getElementById("more");
const pause = rows.length > 2000 ? 150 : 0;
let texts, waiting, most = 1000;
function filter() {
  texts ??= rows.map(row => row.textContent.toLowerCase());
  const words = form.words.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const levels = new Set([...form.querySelectorAll("[name=level]:checked")].map(box => box.value));
  const client = form.client.value, clinician = form.clinician ? form.clinician.value : "";
  let fitting = 0;
  rows.forEach((row, number) => {
    const fits = levels.has(row.dataset.level) && (!client || row.dataset.client === client)
      && (!clinician || row.dataset.clinician === clinician) && words.every(word => texts[number].includes(word));
    const shown = fits && fitting < most;
    if (row.hidden === shown) row.hidden = !shown;
    fitting += fits;
  });
  const all = `${fitting || "None"} of ${rows.length}`;
  count.textContent = fitting > most ? `${all} fit, the first ${most} are shown` : `${all} shown`;
  more.hidden = fitting <= most;
}
function showAll() { most = Infinity; filter(); }
more.addEventListener("click", showAll);
window.addEventListener("beforeprint", showAll);
form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, pause); });
form.addEventListener("reset", () => setTimeout(filter));
form.addEventListener("submit", event => event.preventDefault());
form.hidden = false;
filter();
"""


def findings_page(report: Report) -> str:
    """The page, in ASCII, so that it reads the same however it is saved."""
    text = "\n".join(_page(report)) + "\n"
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _page(report: Report) -> Iterator[str]:
    title = f"Findings: {', '.join(report.workbooks)}"
    clinicians = {result.client_id: result.clinician for result in report.results}
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>"
    yield f"<h1>{escape(title)}</h1>"
    clients = say_count(len(report.results), "client")
    yield f"<p>{clients} · as of {say_date(report.as_of)}. Confidential client information.</p>"
    if not report.notices:
        yield "<p>Nothing was found.</p>\n</main>\n</body>\n</html>"
        return
    yield from _form(report, sorted(set(clinicians.values()) - {""}))
    count = '<output id="count" aria-live="polite"></output> <button type="button" id="more" hidden>Show all</button>'
    yield f"<table>\n<caption>{count}</caption>"
    heads = "".join(f'<th scope="col">{head}' for head in ("Severity", "Client", "Where", "What", "What to do"))
    yield f"<thead><tr>{heads}</tr></thead>\n<tbody>"
    for notice in sorted(report.notices, key=_order):
        yield _row(notice, clinicians.get(notice.client_id or "", ""))
    yield f"</tbody>\n</table>\n</main>\n<script>{_SCRIPT}</script>\n</body>\n</html>"


def _form(report: Report, clinicians: Sequence[str]) -> Iterator[str]:
    """The filters, hidden where no script can make them work."""
    counts = report.counts()
    yield '<form hidden role="search">'
    yield '<input type="search" name="words" placeholder="Find words" aria-label="Find words">'
    for severity in Severity:
        checked = "" if severity is Severity.INFO and len(counts) > 1 else " checked"
        box = f'<input type="checkbox" name="level" value="{severity.value}"{checked}>'
        yield f'<label class="{severity.value}">{box} {severity.value} ({counts[severity]})</label>'
    if len(clinicians) > 1:
        yield _choice("Clinician", clinicians)
    yield _choice("Client", sorted({notice.client_id for notice in report.notices if notice.client_id}))
    yield '<button type="reset">Reset</button></form>'


def _choice(title: str, values: Sequence[str]) -> str:
    options = "".join(f"<option>{escape(value)}</option>" for value in values)
    return f'<label>{title} <select name="{title.lower()}"><option value="">all</option>{options}</select></label>'


def _order(notice: Notice) -> tuple[int, bool, str, str, int]:
    at = notice.source
    return notice.severity.rank, not _is_risk(notice), notice.client_id or "", at.a1, at.row or 0


def _is_risk(notice: Notice) -> bool:
    return notice.code.startswith("risk-")


def _row(notice: Notice, clinician: str) -> str:
    level, client = notice.severity.value, escape(notice.client_id or "", quote=True)
    cells = (
        f'<td class="{level}">{"risk" if _is_risk(notice) and level == "error" else level}',
        f"<td>{client}",
        f"<td>{escape(notice.source.a1)}",
        f"<td>{escape(notice.message)}<small>{escape(notice.code)}</small>",
        f"<td>{escape(notice.advice)}",
    )
    owner = f' data-clinician="{escape(clinician, quote=True)}"' if clinician else ""
    return f'<tr data-level="{level}" data-client="{client}"{owner}>{"".join(cells)}</tr>'
