"""An XlsxWriter workbook that is packed part by part: deflated fast, and no finished part waits whole in memory."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.packager import Packager

from sheet2plan.render.zipping import Zip, packed


class MemoryWorkbook(Workbook):  # type: ignore[misc]
    """A workbook that is written to nowhere but memory."""

    def __init__(self, options: dict[str, Any]) -> None:
        super().__init__(BytesIO(), {**options, "in_memory": True})
        self._zip = Zip()

    def _get_packager(self) -> Packager:
        return _PartPackager(self._zip)

    def content(self) -> bytes:
        """The finished workbook."""
        self.close()
        return self._zip.content()


class _PartPackager(Packager):  # type: ignore[misc]
    """Hands each part to the zip file once the next begins, instead of all of them to XlsxWriter at the end."""

    def __init__(self, zipped: Zip) -> None:
        super().__init__()
        self._zip = zipped

    def _filename(self, xml_filename: str) -> Any:
        self._pack()
        return super()._filename(xml_filename)

    def _create_package(self) -> list[Any]:
        super()._create_package()
        self._pack()
        return []

    def _pack(self) -> None:
        for stream, name, _ in self.filenames:
            content = stream.getvalue()
            self._zip.add(name.encode(), packed([content if isinstance(content, bytes) else content.encode()]))
        self.filenames.clear()
