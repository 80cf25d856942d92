"""How PDF writes things: names, strings, numbers."""

from __future__ import annotations

import re

_PLAIN = re.compile(r"[ !\"#$%&'*-\[\]-~]*")
_ESCAPES = {ord("("): "\\(", ord(")"): "\\)", ord("\\"): "\\\\"} | {
    code: f"\\{code:03o}" for code in (*range(32), *range(127, 256))
}
_REGULAR = frozenset(range(33, 127)) - frozenset(b"#/()<>[]{}%")
_HASHED = re.compile(rb"#([0-9A-Fa-f]{2})")


def name_token(text: str) -> bytes:
    """A name without its slash, as PDF writes it, slash included. Bytes that are no UTF-8 stand as surrogates."""
    raw = text.encode("utf-8", "surrogateescape")
    return b"/" + b"".join(bytes([code]) if code in _REGULAR else b"#%02X" % code for code in raw)


def name_text(token: bytes) -> str:
    """What a written name says, without its slash; the inverse of name_token."""
    raw = _HASHED.sub(lambda match: bytes([int(match[1], 16)]), token.removeprefix(b"/"))
    return raw.decode("utf-8", "surrogateescape")


def literal(codes: str) -> bytes:
    """Character codes (0-255, as a string) as a literal string, pure ASCII."""
    if not _PLAIN.fullmatch(codes):
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
