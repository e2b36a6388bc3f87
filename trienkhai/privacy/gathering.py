"""Everything the inventory says is somebody's, table by table as it is given: units by name, words for codes, secrets left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Field

from trienkhai.accounts.choices import VERB_LABELS
from trienkhai.accounts.selectors import names_of
from trienkhai.core import personal, text
from trienkhai.core.words import verb_label
from trienkhai.privacy.labels import label_of
from trienkhai.privacy.rules import RULES, Part, model_of, rows_of

if TYPE_CHECKING:
    from django.db.models import Model

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Column:
    """One value of each row: its lookup, its words, and the field it ends at."""

    lookup: str
    label: str
    field: Field[Any, Any]

    @property
    def leads_to(self) -> str:
        """The table it names a row of; empty for a plain value."""
        related = self.field.related_model
        return related._meta.label if isinstance(related, type) else ""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of somebody's data: name for programs, title for people, columns; rows are read when they are asked for."""

    name: str
    title: str
    columns: tuple[Column, ...]
    label: str
    part: Part
    person_id: int

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each row as lookup → value, oldest first."""
        lookups, read = [column.lookup for column in self.columns], personal.reader(self.person_id)
        found: list[tuple[Any, ...]] = []
        for row in rows_of(self.label, self.part, self.person_id).order_by("pk").values_list(*lookups).iterator(chunk_size=CHUNK):
            found.append(row)
            if len(found) == CHUNK:
                yield from self._shown(found, read)
                found = []
        yield from self._shown(found, read)

    def _shown(self, found: list[tuple[Any, ...]], read: Callable[[bytes], Any]) -> Iterator[dict[str, Any]]:
        """Units of these rows in one query."""
        places = [at for at, column in enumerate(self.columns) if column.leads_to == "units.Unit" or column.lookup == "unit_id"]
        names = names_of(row[at] for row in found for at in places if row[at] is not None)
        for row in found:
            values = [names.get(value, "") if at in places else _value(self.columns[at], value, read) for at, value in enumerate(row)]
            yield dict(zip([column.lookup for column in self.columns], values, strict=True))


def _value(column: Column, value: Any, read: Callable[[bytes], Any]) -> Any:
    """Words for codes; what is sealed is opened."""
    if isinstance(value, bytes | memoryview):
        return read(bytes(value))
    if value is None or value == "":
        return value
    if column.lookup == "verb" or (column.lookup == "kind" and not column.field.choices):
        return verb_label(value)
    if column.lookup == "verbs":
        return [str(VERB_LABELS.get(verb, verb)) for verb in value]
    choices: dict[Any, Any] = dict(column.field.flatchoices) if column.field.choices else {}
    return str(choices[value]) if isinstance(value, str | int) and value in choices else value


def sections(person_id: int, *, whole: bool) -> list[Section]:
    """All parts of somebody's data in the order of the rules; without the words of work unless `whole`. No query."""
    wanted = [(label, part) for label, rule in RULES.items() for part in rule.parts if whole or not part.is_content]
    return [
        Section(f"{label}.{part.path.removesuffix('__in')}", str(part.title), _columns(label, part), label, part, person_id)
        for label, part in wanted
    ]


def _columns(label: str, part: Part) -> tuple[Column, ...]:
    model = model_of(label)
    out = []
    for lookup in (*part.fields.split(), *part.beside.split()):
        name, ends = _named(model, lookup)
        out.append(Column(name, label_of(lookup), ends))
    return tuple(out)


def _named(model: type[Model], lookup: str) -> tuple[str, Field[Any, Any]]:
    """The lookup as it is asked for (a person by name, a role by its word) and the field it ends at."""
    at: Any = model
    end: Any = None
    for step in lookup.split("__"):
        end = at._meta.get_field(step)
        at = end.related_model or at
    target = end.related_model._meta.label if end.related_model else ""
    if target == "accounts.Person":
        return f"{lookup}__full_name", at._meta.get_field("full_name")
    if target == "accounts.RoleInUnit":
        return f"{lookup}__person__full_name", end.related_model._meta.get_field("person").related_model._meta.get_field("full_name")
    return lookup, end


def as_text(value: Any) -> str:
    """A value as people read it."""
    if value is None or value is False:
        return ""
    if value is True:
        return "✓"
    if isinstance(value, dt.date):
        return text.moment(value) if isinstance(value, dt.datetime) else text.date(value)
    if isinstance(value, list):
        return ", ".join(as_text(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {as_text(one)}" for name, one in value.items())
    return str(value)
