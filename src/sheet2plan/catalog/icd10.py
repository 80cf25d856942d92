"""The dated ICD-10-CM table: which codes exist, which are billable, and which pairs exclude each other."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sheet2plan.catalog.files import data_folder
from sheet2plan.errors import ConfigError

_LETTERS_OF_A_WHOLE_RELEASE = 20
_CONFUSED = str.maketrans({"O": "0", "I": "1", "L": "1", "S": "5", "B": "8"})


@dataclass(frozen=True, slots=True)
class IcdCode:
    """A category or code of the table. A category that has codes below it is not billable."""

    code: str
    billable: bool
    description: str


@dataclass(frozen=True)
class IcdTable:
    """One release. `covered` are the leading characters it holds whole: of others it can't tell."""

    release: str
    codes: Mapping[str, IcdCode]
    excludes: Mapping[str, tuple[tuple[str, str], ...]]
    covered: tuple[str, ...]

    def covers(self, code: str) -> bool:
        """Whether the table can say that a code does not exist."""
        return code.startswith(self.covered)

    def children(self, code: str) -> tuple[IcdCode, ...]:
        """The billable codes below a category, in order."""
        below = (entry for entry in self.codes.values() if entry.code.startswith(code) and entry.code != code)
        return tuple(sorted((entry for entry in below if entry.billable), key=lambda entry: entry.code))

    def slip(self, code: str) -> str | None:
        """The code probably meant, when letters were typed for digits or the other way round; None when none fits."""
        fixed = _dotted(code[:1] + code[1:].replace(".", "").translate(_CONFUSED))
        if fixed != code and fixed in self.codes:
            return fixed
        return next((other for other in _letter_first(code) if other in self.codes), None)

    def excluded_pair(self, one: str, other: str) -> bool:
        """Whether an Excludes1 note stands between two codes, read on either of them or on a category above."""
        return self._notes(one, other) or self._notes(other, one)

    def _notes(self, one: str, other: str) -> bool:
        return any(
            other.startswith(low) if not high else low <= other[: len(low)] <= high
            for above in _ancestors(one)
            for low, high in self.excludes.get(above, ())
        )


def _letter_first(code: str) -> Iterator[str]:
    """A digit typed for the leading letter: 1 for I, 0 for O, 5 for S, 8 for B."""
    letters = {"0": "O", "1": "I", "5": "S", "8": "B"}
    if code[:1] in letters:
        yield _dotted(letters[code[0]] + code[1:].replace(".", ""))


def _ancestors(code: str) -> Iterator[str]:
    plain = code
    while len(plain) >= 3:
        yield plain
        plain = plain[:-1].rstrip(".")


def _dotted(code: str) -> str:
    plain = code.replace(".", "")
    return f"{plain[:3]}.{plain[3:]}" if len(plain) > 3 else plain


@cache
def shipped_icd() -> IcdTable:
    """The table that comes with the package: the chapters a mental health plan uses, with the date of the release."""
    text = gzip.decompress((data_folder() / "icd10cm.csv.gz").read_bytes()).decode()
    release, covered, body = text.split("\n", 2)
    return _table(release, _from_csv(io.StringIO(body)), tuple(covered.split()))


def read_icd(path: Path) -> IcdTable:
    """A newer release: the CDC's order file (icd10cm-order-2027.txt), or a CSV with code, billable and description.

    Raises ConfigError when the file is neither.
    """
    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as fault:
        raise ConfigError(f"{path} can't be read: {fault.strerror}.", "Check the path.") from fault
    first = text.split("\n", 1)[0].lower()
    rows = list(_from_csv(io.StringIO(text)) if "billable" in first else _from_order_file(text.splitlines()))
    if not rows:
        raise ConfigError(
            f"{path.name} is no ICD-10-CM table.",
            "Take icd10cm-order-YYYY.txt from the CDC's yearly release, or a CSV with code, billable and description.",
        )
    whole = len({entry.code[0] for entry in rows}) > _LETTERS_OF_A_WHOLE_RELEASE
    return _table(path.name, rows, ("",) if whole else tuple(sorted({entry.code[:3] for entry in rows})))


def _from_csv(lines: Iterable[str]) -> Iterator[IcdCode]:
    for row in csv.DictReader(lines):
        if row.get("code"):
            billable = (row.get("billable") or "").strip().lower() in ("1", "true", "yes", "y")
            yield IcdCode(_dotted(row["code"].strip().upper()), billable, (row.get("description") or "").strip())


def _from_order_file(lines: Iterable[str]) -> Iterator[IcdCode]:
    """The CDC's fixed columns: number, code without its dot, 1 for billable, short and long description."""
    for line in lines:
        if len(line) > 77 and line[:5].isdigit() and line[14] in "01":
            yield IcdCode(_dotted(line[6:13].strip()), line[14] == "1", line[77:].strip())


def _table(release: str, rows: Iterable[IcdCode], covered: tuple[str, ...]) -> IcdTable:
    return IcdTable(release, {entry.code: entry for entry in rows}, _excludes(), covered)


@cache
def _excludes() -> dict[str, tuple[tuple[str, str], ...]]:
    pairs: dict[str, tuple[tuple[str, str], ...]] = {}
    text = (data_folder() / "icd10cm_excludes1.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(io.StringIO(text)):
        pairs[row["code"]] = (*pairs.get(row["code"], ()), (row["from"], row["to"]))
    return pairs
