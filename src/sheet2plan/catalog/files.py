"""Reading the data files strictly: a misspelt key or an impossible value is an error that names its place."""

from __future__ import annotations

import tomllib
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from sheet2plan.errors import ConfigError

T = TypeVar("T")


class Entry(BaseModel):
    """A strict, frozen piece of a data file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def data_folder() -> Traversable:
    """The package's own data files."""
    return resources.files("sheet2plan") / "data"


def read_toml(file: Traversable) -> dict[str, Any]:
    """The content of a TOML file, not yet checked."""
    return tomllib.loads(file.read_text(encoding="utf-8"))


def checked(adapter: TypeAdapter[T], data: object, name: str) -> T:
    """The data as the adapter types it. Raises ConfigError, naming file and place, for what breaks the schema."""
    try:
        return adapter.validate_python(data)
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise ConfigError(f"{name}: {place}: {first['msg']}.", "Correct the file; its form is in docs/.") from fault


def read_one(adapter: TypeAdapter[T], name: str) -> T:
    """One data file of the package, by its name in the data folder."""
    return checked(adapter, read_toml(data_folder() / name), name)


def read_folder(adapter: TypeAdapter[T], name: str) -> tuple[T, ...]:
    """Every TOML file of a data folder, in order of file name."""
    files = sorted((data_folder() / name).iterdir(), key=lambda file: file.name)
    return tuple(checked(adapter, read_toml(file), file.name) for file in files if file.name.endswith(".toml"))
