"""The package as people get it: what the wheel holds, how fast --help is, and the demo from a clean environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

TOP = Path(__file__).parents[1]
HEAVY = {"pandas", "pydantic", "openpyxl", "numpy", "lxml", "docx", "docxtpl", "xlsxwriter", "rich", "jinja2", "pypdf"}

slow = pytest.mark.skipif(
    not (os.environ.get("CI") or os.environ.get("SHEET2PLAN_TEST_WHEEL")),
    reason="builds and installs the wheel; set SHEET2PLAN_TEST_WHEEL=1",
)


def test_every_template_form_and_sample_is_in_the_wheel() -> None:
    told = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
    included = told["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    wanted = {path for suffix in ("docx", "pdf", "toml") for path in (TOP / "templates").rglob(f"*.{suffix}")}
    wanted |= {*(TOP / "sample_workbooks").glob("*.xlsx"), *(TOP / "sample_workbooks").glob("*.toml")}
    names = {path.relative_to(TOP).as_posix() for path in wanted if "builders" not in path.parts}
    assert {name for name in names if not any(name == one or name.startswith(f"{one}/") for one in included)} == set()
    assert {source: f"sheet2plan/bundled/{source}" for source in included} == included


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["run", "--help"], ["check", "--help"]])
def test_help_waits_for_no_heavy_library(arguments: list[str]) -> None:
    # Modules are counted, not seconds: a busy computer is slow, but it imports nothing more.
    told = (
        "import json, sys\nfrom sheet2plan.cli import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit:\n    pass\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))\n"
        "print(len(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, env=environment())
    modules, count = run.stdout.splitlines()[-2:]
    assert HEAVY & set(json.loads(modules)) == set()
    assert int(count) < 450


def test_who_makes_the_review_copy_waits_for_no_heavy_library() -> None:
    told = "import json, sys\nimport sheet2plan.running.copymaking\nprint(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, env=environment())
    assert (HEAVY - {"lxml", "xlsxwriter"}) & set(json.loads(run.stdout)) == set()


def environment(**more: str) -> dict[str, str]:
    """This environment, with our sources importable by a child."""
    return {**os.environ, "PYTHONPATH": str(TOP / "src"), **more}


@slow
def test_the_wheel_runs_the_demo_in_a_clean_environment(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "wheel", "--no-deps", "-w", str(tmp_path), str(TOP)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with ZipFile(wheel) as package:
        names = set(package.namelist())
    assert {f"sheet2plan/{path}" for path in data_files()} <= names
    home = tmp_path / "a folder with spaces 小林"
    venv.create(home / "env", with_pip=True)
    python = home / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    install = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", "install", str(wheel)]
    subprocess.run(install, check=True, env=clean)
    made = subprocess.run(
        [str(python), "-m", "sheet2plan", "demo"], cwd=home, env=clean, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    assert "38 treatment plans" in made.stdout
    assert (home / "output" / "2026-11" / "summary.xlsx").is_file()
    well = subprocess.run(
        [str(python), "-m", "sheet2plan", "doctor"], cwd=home, env=clean, capture_output=True, check=False
    )
    assert well.returncode == 0, well.stdout


def data_files() -> set[str]:
    """The package's own data, relative to it."""
    package = TOP / "src" / "sheet2plan"
    return {path.relative_to(package).as_posix() for path in (package / "data").rglob("*") if path.is_file()}
