"""`sheet2plan init`: a folder in which a clinic keeps its settings, templates, forms and workbook."""

from __future__ import annotations

from pathlib import Path

from sheet2plan.commands.blank import blank_workbook
from sheet2plan.commands.settings_guide import settings_file
from sheet2plan.config import FILE_NAME, bundled_files
from sheet2plan.errors import OutputError
from sheet2plan.files.disk import is_seen
from sheet2plan.files.output import write_new


def make_clinic_folder(folder: Path) -> tuple[Path, ...]:
    """The paths of the files made. Raises OutputError when the folder holds one of them already."""
    bundled = bundled_files()
    files = {folder / FILE_NAME: settings_file().encode(), folder / "clinic.xlsx": blank_workbook()}
    for source in sorted((bundled / "templates").glob("**/*")):
        if source.suffix in (".docx", ".pdf", ".toml"):
            files[folder / source.relative_to(bundled)] = source.read_bytes()
    there = [path for path in files if is_seen(path)]
    if there:
        raise OutputError(f"{there[0]} is there already.", "Choose a new folder; nothing was changed.")
    for path, content in files.items():
        write_new(path, content)
    return tuple(files)
