"""TCVN 5712:1993 (VN3), the one-byte encoding of the .VnTime fonts, as old files hold it.

Marked capitals have no code: they are small letters in a capital font.
"""

from __future__ import annotations

import unicodedata

PLAIN = "ĂÂÊÔƠƯĐăâêôơưđ"
CODES = bytes(range(0xA1, 0xAF))
MARKED = {
    "a": "B5 B6 B7 B8 B9", "ă": "BB BC BD BE C6", "â": "C7 C8 C9 CA CB", "e": "CC CE CF D0 D1", "ê": "D2 D3 D4 D5 D6",
    "i": "D7 D8 DC DD DE", "o": "DF E1 E2 E3 E4", "ô": "E5 E6 E7 E8 E9", "ơ": "EA EB EC ED EE", "u": "EF F1 F2 F3 F4",
    "ư": "F5 F6 F7 F8 F9", "y": "FA FB FC FD FE",
}  # fmt: skip
TONES = "\u0300\u0309\u0303\u0301\u0323"


def table() -> dict[str, int]:
    """Each letter's byte."""
    codes = dict(zip(PLAIN, CODES, strict=True))
    for letter, row in MARKED.items():
        for tone, code in zip(TONES, row.split(), strict=True):
            codes[unicodedata.normalize("NFC", letter + tone)] = int(code, 16)
    return codes


def to_tcvn3(text: str) -> bytes:
    """The text in TCVN3 bytes; typographic quotes and dashes as the keyboards of the time had them."""
    codes = table()
    text = unicodedata.normalize("NFC", text).translate(str.maketrans("“”‘’–—", "\"\"''--"))
    return bytes(codes.get(c) or codes.get(c.lower()) or ord(c) for c in text)


def glyphs(text: str) -> str:
    """The same as characters of Latin-1, as a .docx in such a font holds them."""
    return to_tcvn3(text).decode("latin-1")
