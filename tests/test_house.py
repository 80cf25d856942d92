"""The house as docs/ARCHITECTURE.md draws it: data flow one way, and imports point down only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import sheet2plan

HOME = Path(sheet2plan.__file__).parent

# From the ground up. Who stands on a floor may import from the floors below, and from others of the same package.
FLOORS = (
    {"model", "errors", "columns", "deflate", "home", "memory", "plan"},
    {"findings", "sheets", "say", "choosing", "logo"},
    {"names", "catalog", "settings"},
    {"workbook"},
    {"reading"},
    {"config", "clinical"},
    {"smart", "reports"},
    {"checks", "files", "render"},
    {"planning"},
    {"running"},
    {"commands"},
    {"cli"},
    {"__main__"},
)
# The package's own door: it opens upward, on first use.
_DOOR = "__init__"


def _imports() -> Iterator[tuple[Path, str, str]]:
    """Each module with the room it stands in and each room it imports from, wherever in it the import stands."""
    for path in sorted(HOME.rglob("*.py")):
        place = path.relative_to(HOME)
        room = place.parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "sheet2plan":
                _, *rest = node.module.split(".")
                names = rest[:1] or [alias.name for alias in node.names]
                yield from ((place, room, name) for name in names if name in _rooms() and name != room)


def _rooms() -> set[str]:
    places = (path for path in HOME.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists())
    return {path.name.removesuffix(".py") for path in places}


def test_every_room_has_a_floor() -> None:
    assert _rooms() - {_DOOR} == set.union(*FLOORS)


def test_imports_point_down() -> None:
    floor = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
    upward = [(str(place), name) for place, room, name in _imports() if room != _DOOR and floor[name] >= floor[room]]
    assert upward == []


def test_modules_import_in_no_circle() -> None:
    below = {path.relative_to(HOME).with_suffix("").as_posix(): set(_modules(path)) for path in HOME.rglob("*.py")}
    done: set[str] = set()
    while free := {module for module, needs in below.items() if module not in done and needs <= done}:
        done |= free
    assert sorted(below.keys() - done) == []


def _modules(path: Path) -> Iterator[str]:
    """The modules of the package that a module imports when it is itself imported."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("sheet2plan"):
            base = node.module.split(".")[1:]
            for alias in node.names:
                for parts in ([*base, alias.name], [*base, alias.name, "__init__"], base, [*base, "__init__"]):
                    name = "/".join(parts)
                    if name and (HOME / f"{name}.py").exists():
                        if (HOME / f"{name}.py") != path and name != _DOOR:
                            yield name
                        break
