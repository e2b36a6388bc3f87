"""Wordings side by side: what the reader said and what stands now, in words a person can compare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from trienkhai.documents.choices import MentionRole, ProposalState, Rhythm, TimeKind


@dataclass(frozen=True, slots=True)
class Said:
    """One field: what it said before and what it says now."""

    field: str
    before: str
    after: str


def product_of(task: dict[str, Any]) -> str:
    """The products of the reader's task as one line."""
    return "; ".join(product["text"] for product in task.get("products") or [])


def differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[Said, ...]:
    """The fields that differ; `before` may be the reader's own task."""
    if "products" in before:
        before = {**before, "product": product_of(before)}
    labels = {
        "title": _("Tên nhiệm vụ"),
        "text": _("Nội dung"),
        "units": _("Đơn vị"),
        "times": _("Thời gian"),
        "product": _("Sản phẩm"),
        "state": _("Trạng thái"),
    }
    found = []
    for field, label in labels.items():
        if field not in before or field not in after:
            continue
        old, new = _words(field, before[field]), _words(field, after[field])
        if old != new:
            found.append(Said(label, old, new))
    return tuple(found)


def _words(field: str, value: Any) -> str:
    if field == "units":
        return "; ".join(f"{unit['text']} ({str(MentionRole(unit['role']).label).lower()})" for unit in value)
    if field == "times":
        return "; ".join(_time_words(time) for time in value)
    if field == "state":
        return str(ProposalState(value).label)
    return str(value or "")


def _time_words(time: dict[str, Any]) -> str:
    kind = str(TimeKind(time["kind"]).label).lower()
    parts = [kind, day_of(time.get("from")), day_of(time.get("due")), rhythm_of(time.get("every")).lower()]
    return f"{time['text']} ({', '.join(part for part in parts if part)})"


def day_of(value: str | None) -> str:
    """An ISO day as offices write it; a yearly one without the year; "" for none."""
    if not value:
        return ""
    if value.startswith("--"):
        month, _sep, day = value[2:].partition("-")
        return f"{day}/{month}"
    return "/".join(reversed(value.split("-")))


def rhythm_of(value: str | None) -> str:
    """An ISO duration in words; what has no word stands as it is."""
    if not value:
        return ""
    return str(Rhythm(value).label) if value in Rhythm.values else value


def header_as_read(metadata: dict[str, Any]) -> dict[str, str]:
    """The header fields of a document in the reader's words; a missing or blank one is ""."""

    def value(name: str) -> str:
        found = metadata.get(name) or {}
        return str(found.get("value") or "")

    return {
        "doc_type": value("type"),
        "number": value("number"),
        "symbol": value("symbol"),
        "issuer": value("issuer"),
        "issued_on": value("date"),
        "title": value("title"),
    }
