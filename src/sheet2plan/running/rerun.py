"""Floor 6: knowing that a run would change nothing. What went into a run is hashed; the last run's report is kept."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cache
from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter

from sheet2plan.clinical.answers import RuleAnswer
from sheet2plan.deflate import FAST, deflating
from sheet2plan.files.disk import file_sha256
from sheet2plan.files.output import OutputFolder
from sheet2plan.home import PACKAGE
from sheet2plan.render.pdf.mapping import form_files
from sheet2plan.reports.documents import FileState, WrittenFile
from sheet2plan.reports.report import Report
from sheet2plan.running.options import RunOptions

_SECRET = ("password", "encrypt")
_WITHOUT_EFFECT = ("jobs", "force", "workers_write", "write")


@dataclass(frozen=True, slots=True)
class Kept:
    """A run that came to its end, and the files of no single client that it wrote.

    Each client has a hundred answers to rules, and many have the same: `rules` holds each list of them once, without
    which it would be half of all; `answered` says which list is a client's.
    """

    report: Report
    shared: tuple[WrittenFile, ...]
    rules: tuple[tuple[RuleAnswer, ...], ...]
    answered: tuple[int, ...]

    @classmethod
    def of(cls, report: Report, shared: tuple[WrittenFile, ...]) -> Kept:
        """The run as it is kept."""
        numbers: dict[RuleAnswer, int] = {}
        known: dict[int, int] = {}  # by identity, which is faster: clients who were served together share answers
        lists: dict[tuple[int, ...], int] = {}
        answered = []
        for result in report.results:
            for answer in result.rules:
                if id(answer) not in known:
                    known[id(answer)] = numbers.setdefault(answer, len(numbers))
            answers = tuple([known[id(answer)] for answer in result.rules])
            answered.append(lists.setdefault(answers, len(lists)))
        rules = tuple(numbers)
        return cls(report, shared, tuple(tuple(rules[number] for number in each) for each in lists), tuple(answered))


@cache
def package_stamp() -> str:
    """The SHA-256 of this very software, its data files included."""
    home = PACKAGE
    digest = sha256()
    for path in sorted(home.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.relative_to(home).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def rules_of(options: RunOptions) -> str:
    """The hash of all that is the same for every client: this software, the settings, the day, the code table."""
    settings = options.config.settings.model_dump_json()
    icd = options.icd or options.config.icd
    table = (file_sha256(icd) if icd else None) or ""
    return sha256("\n".join((package_stamp(), settings, options.as_of.isoformat(), table)).encode()).hexdigest()


def template_hash(*paths: Path) -> str:
    """The hash of the files that a document's template consists of."""
    return sha256("".join(file_sha256(path) or "" for path in paths).encode()).hexdigest()


def inputs_of(options: RunOptions, mark: str) -> str:
    """The hash of everything that a run is made from, the files' content included. `mark` stands for the password."""
    config = options.config
    near = [path for form in config.forms for path in form_files(form)]
    logo = [config.logo] if config.logo else []
    files = (*options.workbooks, *logo, config.plan_template, *(word.template for word in config.word), *sorted(near))
    told = [
        f"{each.name}={_steady(getattr(options, each.name))}"
        for each in fields(options)
        if each.name not in (*_SECRET, *_WITHOUT_EFFECT, "config")
    ]
    hashes = [f"{path}={file_sha256(path)}" for path in files]
    return sha256("\n".join((rules_of(options), mark, *told, *hashes)).encode()).hexdigest()


def _steady(value: object) -> str:
    return repr(sorted(value)) if isinstance(value, frozenset) else repr(value)


def remember(folder: OutputFolder, inputs: str, report: Report, shared: tuple[WrittenFile, ...]) -> None:
    """Keep a finished run for `recall`. A run with a client that failed is not kept: it is to be tried again."""
    content = TypeAdapter(Kept).dump_json(
        Kept.of(report, shared), exclude={"report": {"results": {"__all__": {"rules"}}}}
    )
    folder.ledger.keep_run(folder.batch.name, inputs, deflating.compress(content, FAST))


def recall(folder: OutputFolder, inputs: str) -> Report | None:
    """The report of the last run, when the same was asked for and every file stands as that run left it; else None."""
    content = folder.ledger.last_run(folder.batch.name, inputs)
    if content is None:
        return None
    kept = TypeAdapter(Kept).validate_json(deflating.decompress(content))
    rows = {row.path: row for row in folder.ledger.all_files(folder.batch.name)}
    states: dict[str, FileState] = {}
    for file in (*kept.report.files(), *kept.shared):
        row = rows.get(f"{folder.batch.name}/{file.path}")
        if row is None:
            return None
        whole = folder.shelf.untouched(row) or file_sha256(folder.shelf.root / row.path) == row.sha256
        if not whole and (file.state is not FileState.KEPT or not (folder.shelf.root / row.path).exists()):
            return None
        states[file.path] = FileState.UNCHANGED if whole else FileState.KEPT
    results = tuple(
        replace(
            result,
            files=tuple(replace(file, state=states[file.path]) for file in result.files),
            rules=kept.rules[rules],
        )
        for result, rules in zip(kept.report.results, kept.answered, strict=True)
    )
    return replace(kept.report, results=results, batch_folder=folder.batch)
