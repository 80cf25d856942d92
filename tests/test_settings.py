"""sheet2plan.toml: the file of `init`, the page of all settings, and slips that are named."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sheet2plan.cli import main
from sheet2plan.commands.clinic_folder import make_clinic_folder
from sheet2plan.commands.settings_guide import sections, settings_file
from sheet2plan.config import bundled_files, load_config
from sheet2plan.errors import ConfigError
from sheet2plan.settings import Settings
from workbooks import write_workbook


def uncommented(text: str) -> str:
    """The file with every waiting setting put to use."""
    return re.sub(r"^# (?=\[|\"?[\w -]+\"? = )", "", text, flags=re.MULTILINE)


def written(folder: Path, text: str) -> Path:
    path = folder / "sheet2plan.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_file_of_init_holds_the_defaults(tmp_path: Path) -> None:
    make_clinic_folder(tmp_path / "clinic")
    config = load_config(tmp_path / "clinic" / "sheet2plan.toml", bundled_files())
    assert config.settings.model_dump(exclude={"documents"}) == Settings().model_dump(exclude={"documents"})
    assert config.plan_template.is_file()
    assert all(form.is_file() for form in config.forms)


def test_every_waiting_setting_is_a_right_one(tmp_path: Path) -> None:
    settings = load_config(written(tmp_path, uncommented(settings_file())), bundled_files()).settings
    assert settings.mapping["sheet name"].holds == "Goals"
    assert settings.copies.reviewed == (("C-0042", "C-0043"),)
    assert settings.documents.word[0].when == "review due"
    assert len(settings.thresholds) > 20


def test_the_guide_leaves_no_setting_out() -> None:
    told = {(section.name.split(".")[0], setting.name) for section in sections() for setting in section.settings}
    for name, field in Settings.model_fields.items():
        inner: Any = field.annotation
        names = list(inner.model_fields) if hasattr(inner, "model_fields") else []
        assert name in {section for section, _ in told} | {setting for section, setting in told if not section}
        assert {(name, one) for one in names} <= told


def test_the_file_is_toml_as_it_stands() -> None:
    assert tomllib.loads(settings_file())["review"] == {"longest_interval": 90}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[clinic]\nnmae = 'x'\n", "did you mean name"),
        ("[reveiw]\nlongest_interval = 90\n", "did you mean review"),
        ("[mapping.Goals]\nhodls = 'Goals'\n", "did you mean holds"),
        ("[documents]\nword = [{ tempalte = 'a.docx' }]\n", "documents.word"),
        ("[severities]\n'no-plan' = 'bad'\n", "severities.no-plan"),
        ("[reading]\ndate_order = 'dmy'\n", "reading.date_order"),
        ("[review]\nlongest_interval = 0\n", "review.longest_interval"),
        ('[documents]\nplan_template = "templates\\plan.docx"\n', "parted by /"),
        ('[output]\npattern = "{name}/{document}"\n', "output.pattern"),
        ('[output]\npattern = "../{document}"\n', "output.pattern"),
        ('[output]\npattern = "C:/x/{document}"\n', "output.pattern"),
        ('[output]\npattern = "{folder}/{client}"\n', "ends in {document}"),
        ("name = Riverside\n", 'in "quotes"'),
    ],
)
def test_a_slip_is_named_with_what_to_do(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(written(tmp_path, text), bundled_files())
    assert said in f"{caught.value.problem} {caught.value.advice}"


def test_a_file_saved_by_notepad_is_read(tmp_path: Path) -> None:
    path = tmp_path / "sheet2plan.toml"
    path.write_bytes(b"\xef\xbb\xbf[clinic]\r\nname = 'Riverside'\r\n")
    assert load_config(path, bundled_files()).settings.clinic.name == "Riverside"


def test_files_go_where_the_pattern_says(tmp_path: Path) -> None:
    written(tmp_path, '[output]\npattern = "by client/{client}/{document}"\n')
    workbook = write_workbook(tmp_path / "clinic.xlsx")
    arguments = ["run", str(workbook), "--out", str(tmp_path / "out"), "--as-of", "2026-11-23"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    folder = tmp_path / "out" / "2026-11" / "by client" / "C-0001"
    assert sorted(path.name for path in folder.iterdir()) == [
        "C-0001 authorization request.pdf",
        "C-0001 treatment plan.docx",
    ]
