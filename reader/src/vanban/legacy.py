"""Vietnamese before Unicode: TCVN3 (TCVN 5712:1993, "ABC" fonts), VNI for Windows and VIQR (RFC 1456), told by font or by text.

The tables are written from the standards; each is proved by a round trip over all 134 letters in the tests.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vanban.late import late
from vanban.load.sense import sense

if TYPE_CHECKING:
    from vanban.load.base import Piece

_TONES = "\u0300\u0309\u0303\u0301\u0323"
_BASES = "aăâeêioôơuưy"


def _toned(base: str) -> list[str]:
    return [unicodedata.normalize("NFC", base + tone) for tone in _TONES]


def _tcvn3() -> dict[str, str]:
    """Byte (as Latin-1) to letter. The tones of each vowel stand in the order grave, hook, tilde, acute, dot."""
    table = dict(zip("\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xab\xac\xad\xae", "ĂÂÊÔƠƯĐăâêôơưđ", strict=True))
    places = {
        "a": "\xb5\xb6\xb7\xb8\xb9",
        "ă": "\xbb\xbc\xbd\xbe\xc6",
        "â": "\xc7\xc8\xc9\xca\xcb",
        "e": "\xcc\xce\xcf\xd0\xd1",
        "ê": "\xd2\xd3\xd4\xd5\xd6",
        "i": "\xd7\xd8\xdc\xdd\xde",
        "o": "\xdf\xe1\xe2\xe3\xe4",
        "ô": "\xe5\xe6\xe7\xe8\xe9",
        "ơ": "\xea\xeb\xec\xed\xee",
        "u": "\xef\xf1\xf2\xf3\xf4",
        "ư": "\xf5\xf6\xf7\xf8\xf9",
        "y": "\xfa\xfb\xfc\xfd\xfe",
    }
    for base, row in places.items():
        table.update(zip(row, _toned(base), strict=True))
    return table


def _vni() -> dict[str, str]:
    """One or two signs (as Windows-1252) to letter; capitals take the capital sign."""
    tones = dict(zip("øûõùï", _TONES, strict=True))
    shapes = {"a": {"a": tones, "â": "àåãáä", "ă": "èúüéë"}, "e": {"e": tones, "ê": "àåãáä"}, "o": {"o": tones, "ô": "àåãáä"}}
    table: dict[str, str] = {}
    for letter, rows in shapes.items():
        for base, signs in rows.items():
            table.update({letter + sign: letter_ for sign, letter_ in zip(signs, _toned(base), strict=True)})
    table.update({"aâ": "â", "aê": "ă", "eâ": "ê", "oâ": "ô", "ô": "ơ", "ö": "ư", "ñ": "đ", "î": "ỵ"})
    for key, base in (("u", "u"), ("y", "y"), ("ô", "ơ"), ("ö", "ư")):
        table.update({key + sign: unicodedata.normalize("NFC", base + tone) for sign, tone in tones.items()})
    table.update(zip("ìæóíò", _toned("i"), strict=True))
    table.update({key.upper(): value.upper() for key, value in list(table.items())})
    table.update({key[0].upper() + key[1]: value.upper() for key, value in list(table.items()) if len(key) == 2 and key.islower()})
    return table


TCVN3 = _tcvn3()
VNI = _vni()
_TCVN3_TABLE = str.maketrans({**TCVN3, **{chr(0xF000 + ord(key)): value for key, value in TCVN3.items()}})
_VNI_SIGNS = "".join(sorted({key[1] for key in VNI if len(key) == 2}))
_VNI_PAIR = late(f"[aeouyôöAEOUYÔÖ][{_VNI_SIGNS}]|[{''.join(key for key in VNI if len(key) == 1)}]")
_VIQR = late(r"\\(.)|([dD][dD])|([aeouAEOU])([\^(+*])(['`?~.]?)|([aeiouyAEIOUY])(['`?~.])")
_VIQR_SHAPE = {"^": "\u0302", "(": "\u0306", "+": "\u031b", "*": "\u031b"}
_VIQR_TONE = {"'": "\u0301", "`": "\u0300", "?": "\u0309", "~": "\u0303", ".": "\u0323"}
_VIQR_SYLLABLE = late(r"[A-Za-z^(+*'`?~]+$")
_VIQR_NUMERAL = late(r"[IVX]+")
_DOTTED = frozenset(
    ["bo^", "vu", "tri", "nghi", "thi", "le^", "he^", "cu", "su+", "tu+", "tru", "phu", "ddo^", "ho^", "cho+", "tro+", "nghe^", "ve^", "ky"]
)
"""Syllables of offices that end in a vowel and hardly come without their dot below (bộ, vụ, trị, nghị, thị …)."""
_VIQR_HINT = late(r"[aeouAEOU][\^(+][a-zA-Z'`?~.]|\bdd[a-z]", re.ASCII)
_UNICODE_ONLY = late("[\u0103\u0102\u0111\u0110\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")
_HIGH = late("[\x80-\xff\uf080-\uf0ff]")


def decode_tcvn3(text: str, *, capitals: bool = False) -> str:
    """TCVN3 as read by Latin-1 to Unicode. Fonts whose name ends in H draw small letters as capitals."""
    out = text.translate(_TCVN3_TABLE)
    return out.upper() if capitals else out


def decode_vni(text: str) -> str:
    """VNI as read by Windows-1252 to Unicode."""
    return _VNI_PAIR.sub(lambda found: VNI.get(found.group(), found.group()), text)


def decode_viqr(text: str) -> str:
    """VIQR to Unicode.

    A full stop is a dot below inside a word, but not behind a syllable that has its tone. Before a capital or at the end of a line it may
    be either: what the same syllable is elsewhere in the text tells, and for a few words of offices what they nearly always are.
    """
    dotted: dict[str, bool] = {}
    return unicodedata.normalize("NFC", _VIQR.sub(lambda found: _viqr(found, text, dotted), text))


def _viqr(found: re.Match[str], text: str, dotted: dict[str, bool]) -> str:
    if found[1]:
        return found[1]
    if found[2]:
        return "Đ" if found[2][0] == "D" else "đ"
    if found[3]:
        if found[4] == "(" and found[3] not in "aA":
            return found[0]
        if found[4] in "+*" and found[3] not in "oOuU":
            return found[0]
        letter = found[3] + _VIQR_SHAPE[found[4]]
        return letter if not found[5] else letter + _tone(found[5], found, text, dotted)
    return found[6] + _tone(found[7], found, text, dotted)


def _tone(sign: str, found: re.Match[str], text: str, dotted: dict[str, bool]) -> str:
    if sign != ".":
        return _VIQR_TONE[sign]
    end = found.end()
    above = _VIQR_SYLLABLE.search(text, max(0, found.start() - 7), end - 1)
    syllable = above.group() if above is not None else ""
    rest = text[end : end + 2]
    if any(tone in syllable for tone in "'`?~") or (_VIQR_NUMERAL.fullmatch(syllable) and not rest[:1].islower()):
        return "."
    if rest and rest[0] not in "\r\n" and not (rest[0] == " " and (len(rest) < 2 or rest[1].isupper())):
        return _VIQR_TONE[sign]
    key = syllable.lower()
    if len(key) < 2:
        return "."
    if key not in dotted:
        dotted[key] = _is_dotted(key, text)
    return _VIQR_TONE[sign] if dotted[key] else "."


def _is_dotted(key: str, text: str) -> bool:
    """Whether a syllable has a dot below where the text leaves no doubt."""
    with_dot = re.findall(rf"(?<![\w^(+*]){re.escape(key)}\.(?=[\w,;:)]| [a-z])", text, re.IGNORECASE | re.ASCII)
    without = re.findall(rf"(?<![\w^(+*]){re.escape(key)}(?=[ ,;:)](?![.]))", text, re.IGNORECASE | re.ASCII)
    return len(with_dot) > len(without) if with_dot or without else key in _DOTTED


@dataclass(frozen=True, slots=True)
class Scheme:
    """One way of writing: its name in `Source.encoding` and its decoder."""

    name: str
    decode: Callable[[str], str]


SCHEMES = {
    "tcvn3": Scheme("tcvn3", decode_tcvn3),
    "tcvn3-capitals": Scheme("tcvn3", lambda text: decode_tcvn3(text, capitals=True)),
    "vni": Scheme("vni", decode_vni),
    "viqr": Scheme("viqr", decode_viqr),
}


def by_font(font: str | None) -> Scheme | None:
    """The scheme of a font: `.VnTime` and its like are TCVN3 (capitals when the name ends in H), `VNI-Times` and its like VNI."""
    if not font:
        return None
    name = font.split("+", 1)[-1].lower()
    if name.startswith(".vn"):
        bare = re.sub(r"(?:[ ,-]*(?:bold|italic|regular|narrow))+$", "", name)
        return SCHEMES["tcvn3-capitals" if bare.endswith("h") else "tcvn3"]
    return SCHEMES["vni"] if name.startswith("vni-") else None


def in_font(text: str, font: str | None) -> tuple[str, str | None]:
    """(Unicode text, scheme) of words set in a font. Words that are Unicode already stay, whatever the font is called."""
    scheme = by_font(font)
    if scheme is None or _UNICODE_ONLY.search(text):
        return text, None
    if _HIGH.search(text) is None:
        # Plain letters are the same in every scheme and prove none; only capital fonts change how they look.
        return (text.upper() if scheme is SCHEMES["tcvn3-capitals"] else text), None
    decoded = scheme.decode(text)
    if sense(decoded)[0] < sense(text)[0]:
        return text, None
    return decoded, scheme.name


def in_text(text: str, *, least: float = 0.85) -> tuple[str, str | None]:
    """(Unicode text, scheme) of a text without fonts: the reading whose words can be Vietnamese, or the text as it was."""
    sample = text[:20_000]
    if _UNICODE_ONLY.search(sample):
        return text, None
    fit, marked, count = sense(sample)
    if count < 5 or (marked >= 0.5 and fit >= 0.9):
        return text, None
    best: tuple[float, str] | None = None
    for name in ("tcvn3", "vni", "viqr"):
        if name == "viqr" and len(_VIQR_HINT.findall(sample)) * 12 < count:
            continue
        if name != "viqr" and _HIGH.search(sample) is None:
            continue
        new_fit, new_marked, _ = sense(SCHEMES[name].decode(sample))
        if new_fit >= least and new_marked >= 0.4 and new_fit * new_marked > max(fit * marked, best[0] if best else 0.0):
            best = (new_fit * new_marked, name)
    if best is None:
        return text, None
    return SCHEMES[best[1]].decode(text), best[1]


def in_pieces(pieces: Sequence[Piece]) -> str:
    """The scheme of pieces whose fonts tell nothing; their words are put into Unicode where they stand."""
    decoded, scheme = in_text("\n".join(piece.text.replace("\n", " ") for piece in pieces))
    if scheme is None:
        return "unicode"
    for piece, line in zip(pieces, decoded.split("\n"), strict=True):
        piece.text = line
    return scheme
