"""Who defines forms, who fills them in, and who sees what all units filled in. The verb table is `accounts.permissions.VERBS`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from trienkhai.accounts.permissions import may, scope_of
from trienkhai.core.errors import Hidden
from trienkhai.core.verdict import Verdict
from trienkhai.registers.models import Collection, Filling, Form, Register, RegisterEntry
from trienkhai.units import tree
from trienkhai.units.models import Placement
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person


def reach(viewer: Person, *verbs: str) -> Q:
    """The condition on placements' paths where one of the verbs is allowed."""
    out = Q(pk__in=())
    for path, whole in {pair for verb in verbs for pair in scope_of(viewer).paths(verb)}:
        low, high = tree.subtree(path)
        out |= Q(path__gte=low, path__lt=high) if whole else Q(path=path)
    return out


def placed_in(viewer: Person, owner: str, *verbs: str) -> Exists:
    """The condition that the unit in the field `owner` stands where one of the verbs is allowed."""
    placed = Placement.objects.filter(reach(viewer, *verbs), valid_to__isnull=True)
    return Exists(placed.filter(unit=OuterRef(owner)))


def visible_forms(viewer: Person) -> QuerySet[Form]:
    """Forms of bodies where this person defines forms or sees boards."""
    return Form.objects.filter(placed_in(viewer, "owner", "form.define", "board.see"))


def visible_collections(viewer: Person) -> QuerySet[Collection]:
    """What was asked of units by plans whose boards this person sees."""
    return Collection.objects.filter(placed_in(viewer, "period__plan__owner", "board.see"))


def own_units(viewer: Person) -> list[int]:
    """The units where this person fills in forms: those of their own roles."""
    scope = scope_of(viewer)
    paths = {path for path, _whole in scope.paths("form.fill")}
    return sorted({h.unit_id for h in scope.holdings if h.path in paths})


def form_door(viewer: Person, form_id: int) -> Form:
    """The one door to a form; `Hidden` when it is not there for this person."""
    form = visible_forms(viewer).filter(pk=form_id).first()
    if form is None:
        raise Hidden
    return form


def collection_door(viewer: Person, collection_id: int) -> Collection:
    """The one door to what all units filled in."""
    rows = visible_collections(viewer).select_related("version__form", "task", "period__plan", "period__period")
    found = rows.filter(pk=collection_id).first()
    if found is None:
        raise Hidden
    return found


def filling_door(viewer: Person, filling_id: int) -> Filling:
    """The one door to one unit's filling: its own people or its heir's, those above it, those who see the plan's board; else `Hidden`."""
    rows = Filling.objects.select_related("collection__version__form", "collection__task", "collection__period__plan", "saved_by")
    row = rows.select_related("collection__period__period").filter(pk=filling_id).first()
    if row is None:
        raise Hidden
    path = path_today(row.unit_id) or row.path
    if can_fill(viewer, path) or may(viewer, "progress.oversee", path) or can_see(viewer, row.collection):
        return row
    if row.handovers.filter(to_unit_id__in=own_units(viewer)).exists():
        return row
    raise Hidden


def can_define(actor: Person, path: str) -> Verdict:
    """Define forms of the unit at `path` and ask units to fill them in."""
    return may(actor, "form.define", path)


def can_fill(actor: Person, path: str) -> Verdict:
    """Fill in forms for the unit at `path`."""
    return may(actor, "form.fill", path)


def can_see(actor: Person, collection: Collection) -> Verdict:
    """See what all units filled in."""
    return may(actor, "board.see", path_today(collection.period.plan.owner_id) or "-")


def can_return(actor: Person, collection: Collection) -> Verdict:
    """Return a filling to its unit."""
    return may(actor, "form.define", path_today(collection.period.plan.owner_id) or "-")


def register_door(viewer: Person, register_id: int) -> Register:
    """The one door to a register: people of its body who keep registers or see boards; an administrator sees no content."""
    row = Register.objects.select_related("indicator__plan").filter(pk=register_id).first()
    if row is None:
        raise Hidden
    root = (path_today(row.owner_id) or "-")[: tree.WIDTH]
    scope = scope_of(viewer)
    if any(path.startswith(root) for verb in ("register.keep", "board.see") for path, _whole in scope.paths(verb)):
        return row
    raise Hidden


KEEPING = ("register.keep", "board.see")


def visible_entries(viewer: Person) -> QuerySet[RegisterEntry]:
    """Lines of the units for which this person keeps registers or sees boards; those of a unit that ended by where it last stood."""
    ended = ~Exists(Placement.objects.filter(unit=OuterRef("unit"), valid_to__isnull=True))
    return RegisterEntry.objects.filter(placed_in(viewer, "unit", *KEEPING) | (ended & reach(viewer, *KEEPING)))


def told_entries(viewer: Person) -> QuerySet[RegisterEntry]:
    """What concerns the units for which this person keeps registers: visits made to them, and what they have to mend."""
    rows = RegisterEntry.objects.filter(placed_in(viewer, "subject", *KEEPING), removed_at__isnull=True)
    return rows.exclude(register__kind="inspection", step="planned")


def entry_door(viewer: Person, entry_id: int) -> RegisterEntry:
    """The one door to a line of a register: who keeps it or sees its unit's board, and the unit that it concerns."""
    for rows in (visible_entries(viewer), told_entries(viewer)):
        row = rows.select_related("register__indicator", "parent", "made_by", "programme").filter(pk=entry_id).first()
        if row is not None:
            return row
    raise Hidden


def keeping_units(viewer: Person) -> list[tuple[int, str]]:
    """The units of a person's own roles for which they keep registers."""
    scope = scope_of(viewer)
    paths = {path for path, _whole in scope.paths("register.keep")}
    return list(dict.fromkeys((h.unit_id, h.unit_name) for h in scope.holdings if h.path in paths))


def can_keep(actor: Person, path: str) -> Verdict:
    """Write lines of registers for the unit at `path`."""
    return may(actor, "register.keep", path)


def can_step(actor: Person, row: RegisterEntry) -> Verdict:
    """Move a line on: who keeps it; the unit that has to mend something says when it did."""
    own = can_keep(actor, path_today(row.unit_id) or row.path)
    if own or row.step != "asked" or row.subject_id is None:
        return own
    return can_keep(actor, path_today(row.subject_id) or "-")
