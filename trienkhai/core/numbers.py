"""Numbers as offices type them, read without guessing, and the form field that takes them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from trienkhai.core import text

_GROUPED_DOT = re.compile(r"[1-9]\d{0,2}(\.\d{3})+(,\d+)?", re.ASCII)
_GROUPED_COMMA = re.compile(r"[1-9]\d{0,2}(,\d{3}){2,}(\.\d+)?|[1-9]\d{0,2},\d{3}\.\d+", re.ASCII)
_PLAIN = re.compile(r"\d+([.,]\d+)?", re.ASCII)
_TWO_WAYS = re.compile(r"[1-9]\d{0,2},\d{3}", re.ASCII)
MOST = Decimal(10) ** 15
PLACES = 6


class Unclear(ValueError):  # noqa: N818 - the word of the house
    """Words that are no number, or could be two; the message says what to write."""


def read(words: str) -> Decimal:
    """A number as it is typed: "1.250", "12,5", "1,234,567.8". Raises Unclear for anything else, and for "1,234"."""
    bare = words.replace("\u00a0", "").replace(" ", "").replace("\u2212", "-")
    sign, bare = (Decimal(-1), bare[1:]) if bare.startswith("-") else (Decimal(1), bare)
    if _TWO_WAYS.fullmatch(bare):
        raise Unclear(
            _("Không rõ «%(words)s» là phần nghìn hay phần thập phân. Hãy viết %(a)s hoặc %(b)s.")
            % {"words": words, "a": bare.replace(",", "."), "b": bare + "0"}
        )
    if _GROUPED_DOT.fullmatch(bare):
        return fitting(sign * Decimal(bare.replace(".", "").replace(",", ".")))
    if _GROUPED_COMMA.fullmatch(bare):
        return fitting(sign * Decimal(bare.replace(",", "")))
    if _PLAIN.fullmatch(bare):
        return fitting(sign * Decimal(bare.replace(",", ".")))
    raise Unclear(_("«%(words)s» không phải là số. Hãy nhập số, ví dụ 1.250 hoặc 12,5.") % {"words": words[:40]})


def fitting(value: Decimal) -> Decimal:
    """The number as it is kept: six places, below a million milliards. Raises Unclear."""
    if not value.is_finite() or abs(value) >= MOST:
        raise Unclear(_("Số quá lớn. Hãy kiểm tra lại đơn vị tính."))
    return round(value, PLACES)


def typed(value: Decimal) -> str:
    """A number in words that read back as the same number."""
    words = text.number(value)
    return f"{words}0" if _TWO_WAYS.fullmatch(words.lstrip("-")) else words


class NumberField(forms.CharField):
    """A number as offices write it."""

    def clean(self, value: Any) -> Any:
        """An exact number, or None."""
        words = super().clean(value)
        if not words:
            return None
        try:
            return read(words)
        except Unclear as fault:
            raise forms.ValidationError(str(fault)) from fault

    def prepare_value(self, value: Any) -> Any:
        """As it is typed."""
        return value if isinstance(value, str) else "" if value is None else typed(value)
