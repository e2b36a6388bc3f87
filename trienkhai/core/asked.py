"""What a browser sent: numbers of an address that may be anything, the day a page looks at, and a form that is not finished yet."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from trienkhai.core import clock

_WHOLE = re.compile(r"[0-9]{1,15}")


def whole(words: str) -> int | None:
    """A whole number of plain digits that every database holds, else None ("²" and "९" are no numbers here)."""
    return int(words) if _WHOLE.fullmatch(words) else None


def day(words: str) -> dt.date | None:
    """A day as 06/02/2023 or 2023-02-06, else None."""
    for shape in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(words, shape).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day a page looks at (xem theo ngày), from `?on=2025-06-30`. `day` is None for today.

    `wrong` is what was typed when it is no day, or one that is still to come: the page shows today and says so.
    """

    day: dt.date | None = None
    wrong: str = ""

    @property
    def shown(self) -> dt.date:
        """The day itself, today included."""
        return self.day or clock.today()

    @property
    def query(self) -> str:
        """What an address ends with to keep the day; empty for today."""
        return f"?on={self.day.isoformat()}" if self.day else ""

    @property
    def more(self) -> str:
        """The same behind another part of the query."""
        return f"&on={self.day.isoformat()}" if self.day else ""


def as_of(typed: QueryDict) -> AsOf:
    """The day that an address or a form asks for."""
    words = typed.get("on", "")[:20]
    found = day(words)
    if found is None or found > clock.today():
        return AsOf(wrong=words)
    return AsOf(found if found < clock.today() else None)


class RowId:
    """`<id:…>` in an address: a number that every database holds as a row's id; anything longer is no address at all."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Plain digits."""
        return str(value)


def wholes(words: list[str]) -> list[int]:
    """The whole numbers among them."""
    return [number for number in map(whole, words) if number is not None]


def so_far(typed: QueryDict, form: type[forms.Form]) -> dict[str, Any]:
    """What was typed until now, as first values of a form that searches before it is sent."""
    fields = {name: field for name, field in form.base_fields.items() if name in typed}
    return {name: typed.getlist(name) if isinstance(field, forms.MultipleChoiceField) else typed[name] for name, field in fields.items()}
