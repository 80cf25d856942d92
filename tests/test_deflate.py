"""Where there is no ISA-L, zlib does the same."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile

import pytest

from test_wheel import environment

_MADE = """
import sys
if {without}:
    sys.modules["isal"] = None
from sheet2plan.deflate import deflating
from sheet2plan.render.docx.package import write_package
from sheet2plan.render.zipping import Zip, packed

book = Zip()
book.add(b"many.xml", packed([b"<row/>"] * 100_000))
book.add(b"none.xml", packed([]))
content = {{"word": write_package({{"a.xml": b"<a/>" * 1000}}), "excel": book.content()}}[{kind!r}]
sys.stdout.buffer.write(deflating.__name__.encode() + b"\\n" + content)
"""
_PARTS = {"word": {"a.xml": b"<a/>" * 1000}, "excel": {"many.xml": b"<row/>" * 100_000, "none.xml": b""}}


@pytest.mark.parametrize("kind", _PARTS)
@pytest.mark.parametrize("without", [False, True])
def test_files_hold_the_same_with_isa_l_and_without(kind: str, without: bool) -> None:
    command = [sys.executable, "-c", _MADE.format(kind=kind, without=without)]
    told = subprocess.run(command, capture_output=True, check=True, env=environment()).stdout
    by, content = told.split(b"\n", 1)
    assert by == b"zlib" or not without
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        assert {name: package.read(name) for name in package.namelist()} == _PARTS[kind]
