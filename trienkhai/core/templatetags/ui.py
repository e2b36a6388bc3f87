"""Numbers, dates and moments in templates; a number printed without a filter is a fault of the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode, urlsplit

from django import template

from trienkhai.core import text, words

register = template.Library()


@register.filter
def number(value: float | Decimal | None) -> str:
    """1.234.567."""
    return text.number(value)


@register.filter
def vndate(value: dt.date | None) -> str:
    """06/02/2023."""
    return text.date(value)


@register.filter
def moment(value: dt.datetime | None) -> str:
    """14:05 06/02/2023."""
    return text.moment(value)


@register.filter
def verb_label(verb: str) -> str:
    """What a journal verb is called on screen."""
    return words.verb_label(verb)


@register.simple_tag(takes_context=True)
def page_url(context: dict[str, Any], number: int, name: str = "") -> str:
    """The present address with another page number; `name` tells one list of a page from another."""
    query = context["request"].GET.copy()
    query[name or "trang"] = str(number)
    return "?" + str(query.urlencode())


@register.simple_tag(takes_context=True)
def kept_query(context: dict[str, Any], *but: str) -> list[tuple[str, str]]:
    """What the present address asks for beside these names, for a form that changes one of them."""
    query = context["request"].GET
    return [(name, value) for name in query if name not in but for value in query.getlist(name)]


@register.simple_tag(takes_context=True)
def page_without(context: dict[str, Any], *but: str) -> str:
    """The present address without these names."""
    return "?" + urlencode(kept_query(context, *but))


@register.simple_tag(takes_context=True)
def back_here(context: dict[str, Any]) -> str:
    """Where to come back to: this page, or the page whose form was sent."""
    request = context.get("request")
    if request is None or request.method == "GET":
        return request.get_full_path() if request else "/"
    sent_from = urlsplit(request.headers.get("Referer", ""))
    return sent_from._replace(scheme="", netloc="").geturl() if sent_from.netloc == request.get_host() else "/"


@dataclass(frozen=True, slots=True)
class BarPart:
    """One piece of a bar, in hundredths of its width, as SVG attributes (a point for decimals in every language)."""

    x: str
    width: str
    fill: str


FILLS = {"done": "#2f7d4f", "late": "#d9a520", "open": "#a9c4e4", "overdue": "#8f1d17", "info": "#0b5563", "none": "#d3d8d4"}
"""Told apart in grey too: each neighbour is clearly lighter or darker."""


@register.filter
def fill(kind: str) -> str:
    """The colour of a kind, for the legend of a bar."""
    return FILLS[kind]


@register.simple_tag
def bar_parts(segments: Sequence[tuple[str, int, str]]) -> list[BarPart]:
    """The pieces of a stacked bar; none when everything is zero."""
    total = sum(value for _label, value, _kind in segments)
    parts, at = [], 0.0
    for _label, value, kind in segments:
        if value:
            width = 100 * value / total
            parts.append(BarPart(f"{at:.3f}", f"{max(0.0, width - 0.3):.3f}", FILLS[kind]))
            at += width
    return parts
