"""Encodings before Unicode: tables proved by round trip, told by font and by words, never where they do not belong."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata

import pytest
from vanban import legacy
from vanban.load import load

TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
SMALL = [unicodedata.normalize("NFC", base + tone) for base in "aăâeêioôơuưy" for tone in TONES] + ["đ"]
LETTERS = [*SMALL, *(letter.upper() for letter in SMALL)]
PLAN = (
    "Sở Giáo dục và Đào tạo chủ trì, phối hợp với Công an tỉnh kiểm tra hệ thống phòng cháy, chữa cháy của các trường nội trú. "
    "Ủy ban nhân dân các huyện rà soát thư viện, sửa chữa đường, trồng rừng phòng hộ và báo cáo trước ngày 30 tháng 6 hằng năm.\n"
)
VIQR = {"\u0302": "^", "\u0306": "(", "\u031b": "+", "\u0301": "'", "\u0300": "`", "\u0309": "?", "\u0303": "~", "\u0323": "."}


def written(text: str, table: dict[str, str]) -> str:
    """Unicode written in an old encoding; capitals with tones become small where it has none."""
    back = {}
    for sign, letter in table.items():
        back.setdefault(letter, sign)
    return "".join(back.get(c) or (back.get(c.lower(), c) if ord(c) > 127 else c) for c in text)


def viqr(text: str) -> str:
    """Unicode written in VIQR."""
    out = []
    for char in text:
        if char in "đĐ":
            out.append("dd" if char == "đ" else "DD")
            continue
        base, *marks = unicodedata.normalize("NFD", char)
        out.append(base + "".join(VIQR[mark] for mark in sorted(marks, key=lambda m: m not in "\u0302\u0306\u031b")))
    return "".join(out)


def test_vni_writes_and_reads_all_letters() -> None:
    assert len(LETTERS) == 146
    for letter in LETTERS:
        assert legacy.decode_vni(written(letter, legacy.VNI)) == letter
    assert len(set(legacy.VNI.values())) == 134


def test_tcvn3_writes_and_reads_all_small_letters_and_the_capitals_it_has() -> None:
    for letter in [*SMALL, *"ĂÂÊÔƠƯĐ"]:
        assert legacy.decode_tcvn3(written(letter, legacy.TCVN3)) == letter
    assert len(set(legacy.TCVN3.values())) == len(legacy.TCVN3) == 74
    assert legacy.decode_tcvn3("\xb5\xb8") == "àá"


@pytest.mark.skipif(shutil.which("iconv") is None, reason="iconv is not installed")
def test_tcvn3_agrees_with_the_table_of_the_c_library() -> None:
    signs = "".join(legacy.TCVN3)
    made = subprocess.run(["iconv", "-f", "TCVN5712-1", "-t", "utf-8"], input=signs.encode("latin-1"), capture_output=True, check=False)
    if made.returncode:
        pytest.skip("iconv does not know TCVN5712-1")
    assert unicodedata.normalize("NFC", made.stdout.decode()) == "".join(legacy.TCVN3.values())


def test_viqr_writes_and_reads_all_letters_and_keeps_full_stops() -> None:
    for letter in LETTERS:
        word = f"{viqr(letter)}x"
        assert legacy.decode_viqr(word) == f"{letter}x"
    assert legacy.decode_viqr("Ha` No^.i. DDa` Na(~ng.") == "Hà Nội. Đà Nẵng."
    assert legacy.decode_viqr("cu. the^? la` a\\. b") == "cụ thể là a. b"


@pytest.mark.parametrize(
    ("data", "scheme"),
    [
        (written(PLAN * 2, legacy.TCVN3).encode("latin-1"), "tcvn3"),
        (written(PLAN * 2, legacy.VNI).encode("cp1252"), "vni"),
        (viqr(PLAN * 2).encode(), "viqr"),
        (written(PLAN * 2, legacy.TCVN3).encode("utf-8"), "tcvn3"),
        ((PLAN * 2).encode("utf-16"), "unicode"),
        ((PLAN * 2).encode("utf-16-be"), "unicode"),
        (unicodedata.normalize("NFD", PLAN * 2).encode(), "unicode"),
    ],
)
def test_plain_text_is_told_by_its_words(data: bytes, scheme: str) -> None:
    read = load(data, name="van-ban.txt")
    assert read.source.encoding == scheme
    words = unicodedata.normalize("NFC", "\n".join(piece.text for piece in read.pieces))
    assert words.casefold() == (PLAN * 2).strip().casefold()


@pytest.mark.parametrize(
    "text",
    [PLAN, "The committee reviewed the plan, e.g. for roads; see section 2.", "Giá: 1.500.000 đồng (a+b)?", "Ke hoach kiem tra rung"],
)
def test_other_texts_are_left_as_they_are(text: str) -> None:
    assert legacy.in_text(text * 5) == (text * 5, None)


@pytest.mark.parametrize(
    ("font", "scheme"),
    [
        (".VnTime", "tcvn3"),
        (".VnTimeH", "tcvn3-capitals"),
        (".VnArial NarrowH", "tcvn3-capitals"),
        ("ABCDEF+.VnTime-Bold", "tcvn3"),
        ("VNI-Times", "vni"),
        ("Times New Roman", None),
        ("Vni", None),
        (None, None),
    ],
)
def test_fonts_tell_their_scheme(font: str | None, scheme: str | None) -> None:
    assert legacy.by_font(font) is (legacy.SCHEMES[scheme] if scheme else None)


def test_unicode_words_in_an_old_font_stay() -> None:
    assert legacy.in_font("Sở Nội vụ", ".VnTime") == ("Sở Nội vụ", None)
    assert legacy.in_font("Kế hoạch số 5", ".VnTimeH") == ("Kế hoạch số 5", None)
