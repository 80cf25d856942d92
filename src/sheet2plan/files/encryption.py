"""Floor 5: what we write, locked with the clinic's password: PDF by AES-256, Word and Excel by agile encryption."""

from __future__ import annotations

import hashlib
import io
import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePath

import pikepdf
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msoffcrypto.format.ooxml import OOXMLFile

_OFFICE = (".docx", ".xlsx", ".xlsm")
_NONCE = 12
_COST = {"n": 2**14, "r": 8, "p": 1}


@dataclass(frozen=True)
class Seal:
    """Locks finished files. `mark` tells one password from another and costs as much to guess as the files do."""

    password: str = field(repr=False)

    @cached_property
    def mark(self) -> str:
        """The same for the same password, on every computer."""
        return hashlib.scrypt(self.password.encode(), salt=b"sheet2plan", dklen=16, **_COST).hex()

    def close(self, name: str, content: bytes) -> bytes:
        """The file locked; kinds that can't be are returned as they are, and hold no client's data."""
        suffix = PurePath(name).suffix.lower()
        if suffix == ".pdf":
            return _locked_pdf(content, self.password)
        return _locked_office(content, self.password) if suffix in _OFFICE else content

    def lock(self, content: bytes) -> bytes:
        """Bytes that the same password alone opens."""
        nonce = os.urandom(_NONCE)
        return nonce + AESGCM(self._key).encrypt(nonce, content, None)

    def unlock(self, content: bytes) -> bytes | None:
        """What was locked; None when it was locked with another password, or not at all."""
        try:
            return AESGCM(self._key).decrypt(content[:_NONCE], content[_NONCE:], None)
        except (InvalidTag, ValueError):
            return None

    @cached_property
    def _key(self) -> bytes:
        return hashlib.scrypt(self.password.encode(), salt=b"sheet2plan ledger", dklen=32, **_COST)

    def plain(self, content: bytes) -> str:
        """The hash by which content is known although each locking of it gives other bytes."""
        return hashlib.sha256(self.mark.encode() + content).hexdigest()


def _locked_pdf(content: bytes, password: str) -> bytes:
    out = io.BytesIO()
    try:
        pdf = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError:  # a form whose mapping gave it a password of its own, agreed with the payer
        return content
    with pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner=password, user=password, R=6))
    return out.getvalue()


def _locked_office(content: bytes, password: str) -> bytes:
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, out)
    return out.getvalue()
