from __future__ import annotations

from pathlib import Path

import pandas as pd

import sheet2plan
from workbooks import AS_OF, CLIENTS, changed, write_workbook


def test_frames_are_typed_and_keep_text_as_text(tmp_path: Path) -> None:
    rows = changed(changed(CLIENTS, 1, "Last name", "None"), 2, "Date of birth", "soon")
    frames = sheet2plan.load(write_workbook(tmp_path / "clinic.xlsx", Clients=rows), as_of=AS_OF)
    clients = frames["Clients"]
    assert list(clients["client_id"]) == ["C-0001", "C-0002"]
    assert clients["last_name"][0] == "None"
    assert clients["dob"][0] == pd.Timestamp(1990, 4, 12)
    assert pd.isna(clients["dob"][1])
    assert clients["source"][1] == "Clients row 3"
    assert list(frames["Scores"]["value"]) == [19.0, 12.0]
    assert frames["Plans"].empty
