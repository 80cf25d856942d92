"""The settings file of a clinic, found beside its workbook, read strictly, its paths resolved."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from sheet2plan.columns import fields_of
from sheet2plan.errors import ConfigError
from sheet2plan.home import PACKAGE
from sheet2plan.reading.loading import ReadingOptions
from sheet2plan.settings import FILE_TITLE, Settings, SheetSection
from sheet2plan.sheets import SHEETS
from sheet2plan.workbook.dates import DateOrder

FILE_NAME = "sheet2plan.toml"


@dataclass(frozen=True, slots=True)
class WordDocument:
    """A Word document besides the plan: template, name, and for whom."""

    template: Path
    name: str
    when: str


@dataclass(frozen=True, slots=True)
class Config:
    """The settings with their paths resolved. `source` is None when no file was found."""

    source: Path | None
    settings: Settings
    plan_template: Path
    forms: tuple[Path, ...]
    icd: Path | None = None
    word: tuple[WordDocument, ...] = ()
    logo: Path | None = None

    def with_packet(self, name: str) -> Config:
        """The same with the forms joined under a name. Raises ConfigError for a name that no file can have."""
        if not re.match(FILE_TITLE, name):
            raise ConfigError(f"No file can be called {name}.", 'Leave out / \\ : * ? " < > |.')
        documents = self.settings.documents.model_copy(update={"packet": name})
        return replace(self, settings=self.settings.model_copy(update={"documents": documents}))

    def reading(self, as_of: date) -> ReadingOptions:
        """How to read workbooks: the clinic's order of day and month, and what it told of sheets and headers."""
        settings = self.settings
        order = settings.reading.date_order
        return ReadingOptions(
            as_of,
            DateOrder.UNDECIDED if order == "auto" else DateOrder(order),
            {sheet: told.holds for sheet, told in settings.mapping.items() if told.holds is not None},
            {sheet: told.columns for sheet, told in settings.mapping.items()},
        )


def find_config(workbook: Path) -> Path | None:
    """The settings beside a workbook: a .toml with the workbook's own name, else sheet2plan.toml, else None."""
    own, shared = workbook.parent / f"{workbook.stem}.toml", workbook.parent / FILE_NAME
    return next((path for path in (own, shared) if path.is_file()), None)


def load_config(path: Path | None, bundled: Path) -> Config:
    """The settings of a file, or the defaults when there is none. Raises ConfigError that names the setting."""
    settings = _settings(path) if path else Settings()
    home = path.parent if path else bundled
    documents = settings.documents
    template = home / documents.plan_template if documents.plan_template else bundled / "templates/treatment_plan.docx"
    if documents.forms is None:
        forms = tuple(sorted((bundled / "templates" / "forms").glob("*.toml")))
    else:
        forms = tuple(home / form for form in documents.forms)
    icd = home / settings.icd10cm if settings.icd10cm else None
    word = tuple(
        WordDocument(home / more.template, more.name or Path(more.template).stem.replace("_", " "), more.when)
        for more in documents.word
    )
    logo = home / settings.clinic.logo if settings.clinic.logo else None
    return Config(path, settings, template, forms, icd, word, logo)


def bundled_files() -> Path:
    """Where the package's own templates and sample stand: in the installed package, else at the repository's top."""
    installed = PACKAGE / "bundled"
    return installed if installed.is_dir() else PACKAGE.parents[1]


def _settings(path: Path) -> Settings:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))  # Notepad begins a file with a mark
    except OSError as fault:
        raise ConfigError(f"{path} can't be read: {fault.strerror}.", "Check the path.") from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        advice = 'Correct the line that is named: texts stand in "quotes", and folders are parted by / on Windows too.'
        raise ConfigError(f"{path.name} is not valid TOML: {fault}.", advice) from fault
    try:
        settings = Settings.model_validate(data)
    except ValidationError as fault:
        raise ConfigError(f"{path.name}: {_first_problem(fault)}", "Correct the setting and run again.") from fault
    for sheet, told in settings.mapping.items():
        _check_mapping(path, sheet, told)
    return settings


def _check_mapping(path: Path, sheet: str, told: SheetSection) -> None:
    types = [spec.name for spec in SHEETS]
    if told.holds and told.holds not in types:
        raise ConfigError(
            f'{path.name}: [mapping."{sheet}"] holds = "{told.holds}" is no sheet type.',
            f"Use one of {', '.join(types)}.",
        )
    fields = {column.name for spec in SHEETS if told.holds in (None, spec.name) for column in fields_of(spec.record)}
    for header, field in told.columns.items():
        if field and field not in fields:
            close = get_close_matches(field, fields, 1)
            hint = f"did you mean {close[0]}?" if close else "docs/DATA_DICTIONARY.md lists all names."
            raise ConfigError(f'{path.name}: [mapping."{sheet}".columns] "{header}": there is no field {field}.', hint)


def _first_problem(fault: ValidationError) -> str:
    error = fault.errors(include_url=False)[0]
    steps = [str(step) for step in error["loc"]]
    if error["type"] != "extra_forbidden":
        return f"[{'.'.join(steps)}] {_WORDS.get(error['type']) or _must_be(error['msg'])}."
    close = get_close_matches(steps[-1], _known(steps[:-1]), 1)
    return f"there is no setting {'.'.join(steps)}" + (f"; did you mean {close[0]}?" if close else ".")


_WORDS = {
    "string_type": 'must be text in "quotes"',
    "dict_type": "must be a [section] of its own",
    "model_type": "must be a [section] of its own",
    "tuple_type": 'must be a list, such as ["a", "b"]',
    "string_pattern_mismatch": 'must be a name that a file can have, without / \\ : * ? " < > |',
}


def _must_be(message: str) -> str:
    """Pydantic's words as a rule: must be 'a' or 'b'."""
    return message.removeprefix("Value error, ").replace("Input should be", "must be")


def _known(steps: list[str]) -> list[str]:
    """The settings of the section that the steps lead to; [] where the steps are names of the clinic's own."""
    model: Any = Settings
    for step in steps:
        if isinstance(model, type) and issubclass(model, BaseModel):
            if step not in model.model_fields:
                return []
            model = model.model_fields[step].annotation
        else:  # a mapping or list of sections: the step is a key or a number
            model = next((arg for arg in reversed(get_args(model)) if arg is not Ellipsis), None)
    return list(model.model_fields) if isinstance(model, type) and issubclass(model, BaseModel) else []
