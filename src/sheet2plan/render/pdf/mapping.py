"""The mapping file beside a PDF form: which word of the plan goes into which field."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from sheet2plan.errors import FormError

Scalar = bool | int | float | str


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _as_list(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


Scalars = Annotated[tuple[Scalar, ...], BeforeValidator(_as_list)]


class Condition(_Strict):
    """A question about one word of the plan, asked in exactly one of five ways.

    `equals`, `any_of` and `none_of` compare what the word was made from; `not_blank` asks whether it is there;
    `not_past` is true for a date that is blank, or not before the day of the run.
    """

    value: str
    equals: Scalar | None = None
    any_of: Scalars | None = None
    none_of: Scalars | None = None
    not_blank: Literal[True] | None = None
    not_past: Literal[True] | None = None

    @model_validator(mode="after")
    def _one_question(self) -> Self:
        asked = self.model_dump(exclude={"value"}, exclude_none=True)
        if len(asked) != 1:
            raise ValueError("a condition asks exactly one of equals, any_of, none_of, not_blank, not_past")
        return self


def _as_conditions(value: Any) -> Any:
    return (value,) if isinstance(value, dict) else _as_list(value)


class Rule(_Strict):
    """What goes into one field: a word of the plan (`value`), fixed words (`constant`) or a tick (`check_when`).

    `format` says how the word is written, `pattern` how a date is, `part` which part of a phone number (1 area code,
    2 exchange, 3 line). `when` prints it only if all its conditions hold. `states` says which state or option each
    value of the plan becomes ("" leaves the field as it is). `join` stands between the items of a path with [*].
    `on` names the state of a check box that has several. `max_lines` limits a multi-line field.
    """

    value: str | None = None
    constant: str | None = None
    check_when: Annotated[tuple[Condition, ...], BeforeValidator(_as_conditions)] | None = None
    format: Literal["text", "date", "yes_no", "phone", "digits", "upper"] = "text"
    pattern: str = "MM/DD/YYYY"
    part: Literal[1, 2, 3] | None = None
    when: Annotated[tuple[Condition, ...], BeforeValidator(_as_conditions)] = ()
    states: dict[str, str] | None = None
    join: str | None = None
    on: str | None = None
    max_lines: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if sum(source is not None for source in (self.value, self.constant, self.check_when)) != 1:
            raise ValueError('write one of value, constant, check_when (and field names with dots in "quotes")')
        if self.part is not None and self.format != "phone":
            raise ValueError('part is for format = "phone"')
        if self.check_when == ():
            raise ValueError("check_when needs at least one condition")
        return self


def _as_rule(value: Any) -> Any:
    return {"value": value} if isinstance(value, str) else value


class Output(_Strict):
    """What becomes of a filled copy.

    `flatten` prints fields into the page: all of them, or those listed. `read_only` locks the fields that were mapped.
    A password (from a file beside the mapping, or from the environment) encrypts the copy with AES-256.
    """

    flatten: bool | Annotated[tuple[str, ...], BeforeValidator(_as_list)] = False
    read_only: bool = False
    password_file: str | None = None
    password_env: str | None = None
    metadata: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_password(self) -> Self:
        if self.password_file is not None and self.password_env is not None:
            raise ValueError("write one of password_file and password_env")
        return self


class Mapping(_Strict):
    """A mapping file. `title` goes into file names, `payers` says whose clients get the form (none: everybody's).

    `form_password_file`, beside the mapping, holds the password that opens the form, where it has one.
    """

    form: str
    form_password_file: str | None = None
    title: str = Field(pattern=r'^[^/\\:*?"<>|\x00-\x1f]+$')
    payers: Annotated[tuple[str, ...], BeforeValidator(_as_list)] = ()
    output: Output = Output()
    fields: dict[str, Annotated[Rule, BeforeValidator(_as_rule)]]


def load_mapping(path: Path) -> Mapping:
    """The mapping of a file. Raises FormError with every line that can't be followed."""
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise FormError(
            f"{path} can't be read: {error.strerror}.", "Check the path and your right to read it."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FormError(f"{path.name} is not a TOML file: {error}.", "Correct the line that is named.") from error
    try:
        return Mapping.model_validate(raw)
    except ValidationError as error:
        raise FormError(
            "\n".join(f"{path.name}: {_place(each['loc'])}: {_said(each)}" for each in error.errors()),
            "Correct the mapping; `sheet2plan form map` writes one to start from.",
        ) from error


def form_files(path: Path) -> tuple[Path, ...]:
    """The files that a form is filled from: the mapping, its PDF, those with passwords. Raises FormError."""
    mapping = load_mapping(path)
    named = (mapping.form, mapping.form_password_file, mapping.output.password_file)
    return (path, *(path.parent / name for name in named if name is not None))


def _said(error: ErrorDetails) -> str:
    if error["type"] == "extra_forbidden":
        return "no such setting (a field name with dots must stand in quotes)"
    return error["msg"].removeprefix("Value error, ")


def _place(steps: tuple[int | str, ...]) -> str:
    head, *rest = (str(step) for step in steps) if steps else ("file",)
    return f'{head} "{rest[0]}"' + "".join(f", {step}" for step in rest[1:]) if rest else head
