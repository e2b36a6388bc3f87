"""Agency codes (mã định danh điện tử): the form of Decision 20/2020/QĐ-TTg, level 1 left ("H41.15.02"), and the older form, level 1 right.

The older form has four groups of fixed width, level 4 to level 1: "000.02.15.H41" (QCVN 102:2016/BTTTT). Groups of noughts at its left say
"no such level". Both ways lose nothing.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from trienkhai.core.errors import Refusal

LONGEST = 35
_PRESENT = re.compile(r"[A-Z][0-9]{2}(?:\.[0-9A-Z]+)*")
_FORMER = re.compile(r"([0-9]{3})\.([0-9]{2})\.([0-9]{2})\.([A-Z][0-9]{2})")
_WIDTHS = (2, 2, 3)


def is_former(code: str) -> bool:
    """Whether the code has the older form."""
    return _FORMER.fullmatch(_tidy(code)) is not None


def present(code: str) -> str:
    """The form of Decision 20/2020 of a code in either form. Raises Refusal for anything else, and for more than 35 characters."""
    words = _tidy(code)
    old = _FORMER.fullmatch(words)
    if old:
        groups = [old[4], old[3], old[2], old[1]]
        while len(groups) > 1 and not groups[-1].strip("0"):
            groups.pop()
        return ".".join(groups)
    if len(words) > LONGEST or not _PRESENT.fullmatch(words):
        raise Refusal(
            _("Mã định danh «%(code)s» không đúng mẫu.") % {"code": code[:60]},
            _("Mã viết cấp 1 bên trái, ví dụ H41.15.02 (tối đa %(n)s ký tự), hoặc mẫu cũ 000.02.15.H41.") % {"n": LONGEST},
        )
    return words


def former(code: str) -> str | None:
    """The older form of a code in either form; None when it has more or wider groups than the older form can hold."""
    first, *rest = present(code).split(".")
    if len(rest) > len(_WIDTHS):
        return None
    rest += ["0" * width for width in _WIDTHS[len(rest) :]]
    if not all(group.isdigit() and len(group) == width for group, width in zip(rest, _WIDTHS, strict=True)):
        return None
    return ".".join([*reversed(rest), first])


def _tidy(code: str) -> str:
    return "".join(code.split()).upper()
