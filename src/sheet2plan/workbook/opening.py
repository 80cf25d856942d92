"""A path to bytes of a known kind: what a file is by its content, whatever its ending says, its password taken off."""

from __future__ import annotations

import errno
import hashlib
import io
import re
import stat
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import msoffcrypto
import olefile
from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

from sheet2plan.errors import WorkbookError
from sheet2plan.workbook.binary import has_password, workbook_stream
from sheet2plan.workbook.delimited import decoded, delimiter_of
from sheet2plan.workbook.grid import damaged, too_large
from sheet2plan.workbook.guarded import guarded
from sheet2plan.workbook.package import open_package

TEXT_SUFFIXES = (".csv", ".tsv", ".tab", ".txt")
SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".xlt", ".ods", ".ots", *TEXT_SUFFIXES)

_MAX_FILE = 300_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_BIFF = re.compile(rb"\x09[\x00\x02\x04][\x04\x06]\x00..[\x10\x20\x40]\x00", re.DOTALL)
_WEB_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|table|meta|style|script)\b", re.IGNORECASE)
_USUAL_PASSWORD = "VelvetSweatshop"
_LOCKED = (errno.EACCES, errno.EPERM, errno.EBUSY)


class Kind(Enum):
    """How a file is built."""

    OPEN_XML = "xlsx"
    BINARY = "xlsb"
    OLD = "xls"
    OPEN_DOCUMENT = "ods"
    TEXT = "text"
    WEB_PAGE = "web page"


@dataclass(frozen=True, slots=True)
class Opened:
    """A file in memory: its bytes without encryption, what kind they are, and the SHA-256 of the file on disk.

    `encrypted`: on disk it is protected by a password. `path` is where the file stands, None for what stands nowhere.
    """

    name: str
    kind: Kind
    content: bytes
    sha256: str
    open_elsewhere: bool
    encrypted: bool = False
    path: Path | None = None


def open_file(path: Path, password: str | None) -> Opened:
    """The file's bytes and kind. Raises WorkbookError, with advice, for what can't be opened or is no workbook."""
    content = _content(path)
    sha256 = hashlib.sha256(content).hexdigest()
    plain = guarded(unwrapped, path.name, content, path.name, password) if content.startswith(_OLE) else content
    kind = _kind(plain, path)
    return Opened(path.name, kind, plain, sha256, _owner_file(path).exists(), plain != content, path)


def is_locked(path: Path) -> bool:
    """True when the file is a workbook that needs a password; False too for what can't be read."""
    try:
        with path.open("rb") as file:
            content = file.read() if file.read(len(_OLE)) == _OLE else b""
    except (OSError, ValueError):
        return False
    return bool(content) and guarded(is_encrypted, path.name, _OLE + content)


def is_encrypted(content: bytes) -> bool:
    """True when an OLE file is an encrypted workbook."""
    with olefile.OleFileIO(content) as file:
        if file.exists("EncryptedPackage"):
            return True
    return has_password(workbook_stream(content))


def unwrapped(content: bytes, name: str, password: str | None) -> bytes:
    """An OLE file as a workbook without encryption. Raises WorkbookError without the right password, or a workbook."""
    if is_encrypted(content):
        return _without_password(content, name, password)
    if not workbook_stream(content):
        raise _other(
            name, "an old Office file without a workbook in it", "Open it in its program and save it as .xlsx."
        )
    return content


def _without_password(content: bytes, name: str, password: str | None) -> bytes:
    """The file as it was before it was encrypted. Raises WorkbookError without the right password."""
    for attempt in (_USUAL_PASSWORD, password):
        if attempt is None:
            continue
        plain = io.BytesIO()
        try:
            file = msoffcrypto.OfficeFile(io.BytesIO(content))
            # The old format proves the password by itself and takes no such wish.
            file.load_key(password=attempt, **({"verify_password": True} if file.format == "ooxml" else {}))
            file.decrypt(plain)
        except (InvalidKeyError, DecryptionError):
            continue
        if plain.getvalue().startswith((b"PK", _OLE)):
            return plain.getvalue()
    problem = "is protected by a password" if password is None else "can't be opened with the password that was given"
    raise WorkbookError(
        f"{name} {problem}.",
        "Put the password into a text file that only you can read and add --password-file FILE, or set the environment "
        "variable SHEET2PLAN_PASSWORD; on a terminal, sheet2plan asks for it. Or take the password off in Excel (File, "
        "Info, Protect Workbook, Encrypt with Password).",
    )


def _content(path: Path) -> bytes:
    _refuse_owner_file(path)
    try:
        status = path.stat()
        if stat.S_ISREG(status.st_mode) and status.st_size <= _MAX_FILE:
            content = path.read_bytes()
    except FileNotFoundError:
        raise WorkbookError(f"There is no file {path}.", "Check the spelling and the folder.") from None
    except OSError as fault:
        raise _unopened(path, fault) from None
    except ValueError:
        raise WorkbookError(f"{str(path)!a} is no name of a file.", "Check the spelling.") from None
    if stat.S_ISDIR(status.st_mode):
        raise WorkbookError(f"{path.name or path} is a folder.", "Name the workbook in it.")
    if not stat.S_ISREG(status.st_mode):
        raise WorkbookError(f"{path.name} is a device or a pipe, not a file.", "Save the workbook as a file first.")
    if status.st_size > _MAX_FILE:
        raise too_large(path.name, f"the file has {status.st_size / 1e6:,.0f} MB")
    if not content:
        raise WorkbookError(
            f"{path.name} is an empty file (0 bytes).", "Restore it from a backup, or save it again from Excel."
        )
    return content


def _unopened(path: Path, fault: OSError) -> WorkbookError:
    if fault.errno in _LOCKED or getattr(fault, "winerror", None) in (5, 32, 33):
        return WorkbookError(
            f"{path.name} can't be opened: it is open in another program, or you may not read it.",
            "Close it in Excel, or save a copy and give the copy; else ask whoever owns the folder for access.",
        )
    return WorkbookError(f"{path.name} can't be opened: {fault.strerror}.", "Check the file, its folder and its drive.")


def _refuse_owner_file(path: Path) -> None:
    real = path.name[2:] if path.name.startswith("~$") else ""
    if path.name.startswith(".~lock.") and path.name.endswith("#"):
        real = path.name[7:-1]
    if real:
        raise WorkbookError(
            f"{path.name} is not a workbook: it is the note that Excel leaves while {real} is open.",
            f"Close {real} in Excel and give that file.",
        )


def _owner_file(path: Path) -> Path:
    return path.with_name(f"~${path.name}")


def _kind(content: bytes, path: Path) -> Kind:
    if content.startswith(b"PK"):
        return _packaged(content, path)
    if content.startswith(_OLE):
        return Kind.OLD
    if content.startswith(b"%PDF"):
        raise _other(path.name, "a PDF file", "Ask for the workbook that it was made from.")
    if _OLD_BIFF.match(content):
        raise _other(path.name, "a workbook of Excel 4 or older", "Open it in Excel and save it as .xlsx.")
    return _textual(content, path)


def _packaged(content: bytes, path: Path) -> Kind:
    if path.suffix.lower() not in SUFFIXES and len(content) < 100:
        raise _unknown(path)
    package = open_package(content, path.name)
    if package.named("xl/workbook.bin") in package:
        return Kind.BINARY
    if "mimetype" in package or "content.xml" in package:
        kind = package.read("mimetype") if "mimetype" in package else b"spreadsheet"
        if b"spreadsheet" not in kind:
            raise _other(path.name, "an OpenDocument file, but not a spreadsheet", "Give the workbook itself.")
        return Kind.OPEN_DOCUMENT
    for folder, what in (("word/", "a Word document"), ("ppt/", "a PowerPoint file"), ("Index/", "a Numbers file")):
        if any(part.startswith(folder) for part in package.entries):
            raise _other(path.name, what, "Give the workbook itself; from Numbers, export it as Excel.")
    if not any(
        part.rpartition("/")[2].casefold() == "workbook.xml" for part in package.entries
    ) and not package.relations(""):
        raise _other(path.name, "a zip file without a workbook", "Unpack it and give the workbook that is in it.")
    return Kind.OPEN_XML


def _textual(content: bytes, path: Path) -> Kind:
    suffix, text = path.suffix.lower(), decoded(content[:200_000])
    if text is None or (suffix not in SUFFIXES):
        raise _unknown(path)
    start = text.lstrip("\ufeff \t\r\n")[:2000]
    if start.startswith("<?xml") and "urn:schemas-microsoft-com:office:spreadsheet" in start:
        raise _other(path.name, "an XML Spreadsheet of 2003", "Open it in Excel and save it as .xlsx.")
    if _WEB_PAGE.search(start):
        return Kind.WEB_PAGE
    if suffix in TEXT_SUFFIXES or (delimiter_of(text) and _is_readable(text)):
        return Kind.TEXT
    raise _unknown(path)


def _is_readable(text: str) -> bool:
    """True for text of more than one line without control characters: what else is named .xls is not taken for text."""
    sample = text[:4000]
    return "\n" in sample and not any(sign < " " and sign not in "\t\r\n" for sign in sample)


def _other(name: str, what: str, advice: str) -> WorkbookError:
    return WorkbookError(f"{name} is not a workbook that can be read: it is {what}.", advice)


def _unknown(path: Path) -> WorkbookError:
    if path.suffix.lower() in SUFFIXES:
        return damaged(path.name, "its first bytes are those of no workbook")
    return WorkbookError(
        f"{path.name} is not a kind of workbook that sheet2plan reads.",
        f"Save it from Excel as .xlsx; these are read: {', '.join(SUFFIXES)}.",
    )
