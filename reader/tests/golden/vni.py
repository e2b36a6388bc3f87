"""VNI (Windows), the two-byte encoding of the VNI fonts: a plain letter and, after it, a mark."""

from __future__ import annotations

import unicodedata

GRAVE, HOOK, TILDE, ACUTE, DOT = "\u0300\u0309\u0303\u0301\u0323"
TONES = {GRAVE: "ø", HOOK: "û", TILDE: "õ", ACUTE: "ù", DOT: "ï"}
ROUND = {"": "â", GRAVE: "à", HOOK: "å", TILDE: "ã", ACUTE: "á", DOT: "ä"}
BREVE = {"": "ê", GRAVE: "è", HOOK: "ú", TILDE: "ü", ACUTE: "é", DOT: "ë"}
WHOLE = {"i" + HOOK: "æ", "i" + TILDE: "ó", "i" + DOT: "ò", "i" + ACUTE: "í", "i" + GRAVE: "ì", "y" + DOT: "î", "đ": "ñ"}
HORNED = {"ơ": "ô", "ư": "ö"}


def letter(char: str) -> str:
    """One small letter in VNI."""
    parts = unicodedata.normalize("NFD", char)
    base, marks = parts[0], parts[1:]
    tone = next((mark for mark in marks if mark in TONES), "")
    if base + tone in WHOLE and (tone or base == "đ"):
        return WHOLE[base + tone]
    if "\u0302" in marks:
        return base + ROUND[tone]
    if "\u0306" in marks:
        return base + BREVE[tone]
    plain = HORNED["ơ" if base == "o" else "ư"] if "\u031b" in marks else base
    return plain + TONES.get(tone, "")


def to_vni(text: str) -> str:
    """The text as the characters of Latin-1 that a VNI font shows as Vietnamese."""
    text = unicodedata.normalize("NFC", text).translate(str.maketrans("“”‘’–—…", "\"\"''--."))
    return "".join(c if ord(c) < 0x80 else letter(c.lower()).upper() if c.isupper() else letter(c) for c in text)
