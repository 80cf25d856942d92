"""The clients and clinicians a person asks for, found among those there are; a slip is answered with the nearest."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from sheet2plan.errors import ChoiceError, WorkbookError

_WORKBOOKS = frozenset([".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".xlt", ".ods", ".ots", ".csv", ".tsv"])


def settle(asked: Iterable[str], there: Iterable[str], what: str) -> frozenset[str]:
    """The asked names as the workbook spells them, whatever their case and spaces.

    Raises ChoiceError for a name that isn't there, with the nearest ones.
    """
    known = {_loose(name): name for name in there if name}
    found = set()
    for name in asked:
        if _loose(name) not in known:
            raise ChoiceError(f"There is no {what} “{name}” in the workbook.", _advice(name, known, what))
        found.add(known[_loose(name)])
    return frozenset(found)


def require_files(paths: Iterable[Path]) -> None:
    """Raises WorkbookError for a workbook that isn't there or is a folder, with the nearest file that is one."""
    for path in paths:
        try:
            path.stat()
        except PermissionError as fault:
            advice = "Ask who looks after this computer for the right to open the folder."
            raise WorkbookError(f"{path.absolute()} can't be looked at: {fault.strerror}.", advice) from fault
        except (OSError, ValueError):
            raise _no_file(path) from None
        if path.is_dir():
            there = [f'"{file}"' for file in _workbooks_in(path)[:3]]
            advice = f"Name a workbook in it: {' or '.join(there)}." if there else "It holds no workbook either."
            raise WorkbookError(f"{path.absolute()} is a folder.", advice)


def _no_file(path: Path) -> WorkbookError:
    files = {_loose(file.name): file for file in _workbooks_in(path.parent)}
    close = [f'"{files[name]}"' for name in get_close_matches(_loose(path.name), files, 3, 0.6)]
    others = ", ".join(f'"{file}"' for file in list(files.values())[:3])
    advice = f"The workbooks there: {others}." if others else "Check the spelling and the folder."
    advice = f"Did you mean {' or '.join(close)}?" if close else advice
    return WorkbookError(f"There is no file {path.name} in {path.parent.absolute()}.", advice)


def _workbooks_in(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(file for file in folder.iterdir() if file.suffix.lower() in _WORKBOOKS and file.name[0] not in "~.")


def _advice(name: str, known: dict[str, str], what: str) -> str:
    close = [known[match] for match in get_close_matches(_loose(name), known, 3, 0.6)]
    close = close or [known[match] for match in sorted(known) if _loose(name) in match][:3]
    close = close or [known[match] for match in sorted(known) if match.startswith(_loose(name)[:3])][:3]
    if close:
        return f"Did you mean {' or '.join(close)}?"
    there = sorted(known.values())
    if not there:
        return f"The workbook names no {what}."
    shown = ", ".join(there[:5]) + (f" and {len(there) - 5} more" if len(there) > 5 else "")
    return f"There are: {shown}."


def _loose(name: str) -> str:
    return " ".join(name.casefold().split())
