"""What sheet2plan.toml may say, section by section; a misspelt setting is an error, not a silent default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from sheet2plan.findings import Severity

FILE_TITLE = r'^[^/\\:*?"<>|\x00-\x1f]*$'


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ClinicSection(_Section):
    """Letterhead: shown on plans and forms. `logo` is a picture beside the settings file."""

    name: str = ""
    address: str = ""
    phone: str = ""
    logo: str = ""


class ReadingSection(_Section):
    """How text dates are read when their order can't be told: auto looks at the whole column."""

    date_order: Literal["auto", "month first", "day first"] = "auto"


When = Literal["always", "safety plan required", "review due", "release on file"]


class WordSection(_Section):
    """One more Word document: its template, its name in file names, and for whom it is made."""

    template: str
    name: str = ""
    when: When = "always"


class DocumentsSection(_Section):
    """The Word templates and the forms' mappings, relative to the settings file; empty means the bundled ones.

    With `packet`, a client's forms are one file of that name.
    """

    plan_template: str = ""
    word: tuple[WordSection, ...] = ()
    forms: tuple[str, ...] | None = None
    packet: str = Field(default="", pattern=FILE_TITLE)


class OutputSection(_Section):
    """Where a client's files go within the batch: {folder} is plans or forms, {document} the file's name."""

    pattern: str = "{folder}/{clinician}/{document}"

    @field_validator("pattern")
    @classmethod
    def _known(cls, pattern: str) -> str:
        parts = pattern.split("/")
        known = {"{folder}", "{clinician}", "{client}", "{document}"}
        wrong = [
            part
            for part in parts[:-1]
            if part not in known and (set(part) & set('{}\\:*?"<>|') or not part.strip(" ."))
        ]
        if parts[-1] != "{document}" or wrong:
            raise ValueError(
                "the pattern ends in {document}; before it stand {folder}, {clinician}, {client} or words, parted by /"
            )
        return pattern


class SheetSection(_Section):
    """What a sheet of the clinic's workbook holds (a sheet type, or "" to leave it out) and what its headers mean."""

    holds: str | None = None
    columns: Mapping[str, str] = Field(default_factory=dict)


class ReviewSection(_Section):
    """The longest interval between reviews, in days, that is not an error."""

    longest_interval: int = Field(default=90, ge=1, le=366)


class CopiesSection(_Section):
    """Pairs of clients whose plans were found alike, looked at, and found fine."""

    reviewed: tuple[tuple[str, str], ...] = ()


class PrivacySection(_Section):
    """Whose documents carry the statement of 42 CFR part 2: by the column Part 2 program, everybody's, nobody's."""

    part2: Literal["by client", "all", "none"] = "by client"


class Settings(_Section):
    """The whole file.

    `profiles` maps a payer or program to the profile that holds, "*" for all others; `scoring` an instrument's key to
    the scoring the clinic uses; `thresholds` the name of a threshold to the clinic's own value. `icd10cm` is a newer
    release of the code table, beside this file.
    """

    clinic: ClinicSection = ClinicSection()
    reading: ReadingSection = ReadingSection()
    documents: DocumentsSection = DocumentsSection()
    output: OutputSection = OutputSection()
    review: ReviewSection = ReviewSection()
    privacy: PrivacySection = PrivacySection()
    severities: Mapping[str, Severity] = Field(default_factory=dict)
    profiles: Mapping[str, str] = Field(default_factory=dict)
    scoring: Mapping[str, str] = Field(default_factory=dict)
    thresholds: Mapping[str, float | int | tuple[str, ...]] = Field(default_factory=dict)
    copies: CopiesSection = CopiesSection()
    icd10cm: str = ""
    mapping: Mapping[str, SheetSection] = Field(default_factory=dict)
