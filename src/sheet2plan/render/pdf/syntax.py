"""How PDF writes things: names, strings, numbers."""

from __future__ import annotations

import re
from functools import lru_cache

_ESCAPES = {ord("("): "\\(", ord(")"): "\\)", ord("\\"): "\\\\"} | {
    code: f"\\{code:03o}" for code in (*range(32), *range(127, 256))
}
_REGULAR = frozenset(range(33, 127)) - frozenset(b"#/()<>[]{}%")
_ESCAPED = re.compile(r"#([0-9A-Fa-f]{2})")
_HASHED = re.compile(rb"#([0-9A-Fa-f]{2})")


@lru_cache(maxsize=4096)
def name_token(text: str) -> bytes:
    """A name as PDF writes it, slash included; the inverse of name_text."""
    raw = _HASHED.sub(lambda match: bytes([int(match[1], 16)]), text.encode("utf-8"))
    return b"/" + b"".join(bytes([code]) if code in _REGULAR else b"#%02X" % code for code in raw)


def name_text(token: bytes) -> str:
    """What a written name says, without its slash. Bytes that are no UTF-8 stay written as #90, so that all is text."""
    raw = _HASHED.sub(lambda match: bytes([int(match[1], 16)]), token.removeprefix(b"/"))
    return key_text(raw.decode("utf-8", "surrogateescape"))


def key_text(key: str) -> str:
    """A dictionary key of pikepdf, without its slash, as name_text writes it."""
    if key.isalnum():
        return key
    safe = _ESCAPED.sub(r"#23\1", key)
    return "".join(f"#{ord(letter) - 0xDC00:02X}" if "\udc80" <= letter <= "\udcff" else letter for letter in safe)


def literal(codes: str) -> bytes:
    """Character codes (0-255, as a string) as a literal string, pure ASCII."""
    if not (codes.isascii() and codes.isprintable()) or "(" in codes or ")" in codes or "\\" in codes:
        codes = codes.translate(_ESCAPES)
    return b"(%b)" % codes.encode("ascii")


def text_string(text: str) -> bytes:
    """Text for a person, as a value or a title: ASCII as it is, everything else in UTF-16."""
    if text.isascii():
        return literal(text)
    return b"<FEFF%b>" % text.encode("utf-16-be").hex().encode("ascii")


def number(value: float) -> str:
    """A number with at most three decimals, never in exponents."""
    return f"{value:.3f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def numbers(*values: float) -> str:
    """Numbers with a space between them."""
    return " ".join(map(number, values))
