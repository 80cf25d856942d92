"""Characters as they are drawn: fewer kinds with the same look, and names for those that can't be."""

from __future__ import annotations

import unicodedata

# Not drawn and not counted: soft hyphens, joiners of words, marks of byte order and of direction.
_INVISIBLE = dict.fromkeys(
    (0xAD, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF)
)


def normal(text: str) -> str:
    """The text with the same look in fewer kinds of characters: composed letters, plain spaces and line ends."""
    if text.isascii():
        if "\r" in text or "\t" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        return text
    composed = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    lines = composed.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    lines = lines.replace("\t", " ").replace("\x85", "\n")
    return "".join(" " if letter != "\xa0" and unicodedata.category(letter) == "Zs" else letter for letter in lines)


def character_name(letter: str) -> str:
    """A character for people: as it looks, where it can be seen, and its number."""
    number = f"U+{ord(letter):04X}"
    return f"{letter} ({number})" if letter.isprintable() else number
