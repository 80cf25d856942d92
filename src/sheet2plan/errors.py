"""Faults of the environment or of authoring. Bad data is a Finding, never one of these."""

from __future__ import annotations


class Sheet2PlanError(Exception):
    """Something outside the data stops the run: `problem` says what is wrong, `advice` what to do about it."""

    def __init__(self, problem: str, advice: str) -> None:
        super().__init__(f"{problem}\n{advice}")
        self.problem = problem
        self.advice = advice

    def __reduce__(self) -> tuple[type[Sheet2PlanError], tuple[str, str]]:
        """Whole again on the other side of a process boundary."""
        return type(self), (self.problem, self.advice)


class WorkbookError(Sheet2PlanError):
    """The workbook can't be read at all."""


class TemplateError(Sheet2PlanError):
    """A Word template can't be used as it is."""


class FormError(Sheet2PlanError):
    """A PDF form or its mapping can't be used as it is."""


class ConfigError(Sheet2PlanError):
    """sheet2plan.toml, or a data file, says something that can't be followed."""


class OutputError(Sheet2PlanError):
    """The output folder can't be written, or somebody else is writing it."""


class ChoiceError(Sheet2PlanError):
    """A client or clinician was asked for that the workbook does not have."""


class WorkerError(Sheet2PlanError):
    """The processes that serve the clients ended, and can't be started again."""


class RunStoppedError(Sheet2PlanError):
    """A person stopped the run; what was written by then is whole."""
