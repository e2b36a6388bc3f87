"""Who may what: the verb table of the design as data, and one verdict function over it.

A role reaches the subtree of its unit (SUBTREE) or that unit alone (OWN). Services call `may(...).require()`; screens show the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person, RoleInUnit
from trienkhai.core import clock
from trienkhai.core.verdict import ALLOWED, Verdict, denied
from trienkhai.units import tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.contrib.auth.models import AnonymousUser

OWN = "own"
SUBTREE = "subtree"

VERBS: Mapping[str, Mapping[Role, str]] = {
    "document.upload": {Role.REPORTER: OWN, Role.RECORDS: SUBTREE, Role.SPECIALIST: SUBTREE},
    "document.review": {Role.SPECIALIST: SUBTREE, Role.HEAD: SUBTREE},
    "phrase.bind": {Role.SPECIALIST: SUBTREE, Role.HEAD: SUBTREE},
    "plan.prepare": {Role.SPECIALIST: SUBTREE, Role.HEAD: SUBTREE, Role.LEADER: SUBTREE},
    "plan.issue": {Role.HEAD: OWN, Role.LEADER: SUBTREE},
    "progress.report": {Role.REPORTER: OWN, Role.SPECIALIST: OWN, Role.HEAD: SUBTREE},
    "progress.oversee": {Role.SPECIALIST: SUBTREE, Role.HEAD: SUBTREE, Role.LEADER: SUBTREE},
    "report.prepare": {Role.REPORTER: OWN, Role.SPECIALIST: SUBTREE, Role.HEAD: SUBTREE, Role.LEADER: SUBTREE},
    "report.consolidate": {Role.SPECIALIST: SUBTREE, Role.HEAD: SUBTREE},
    "report.see": {Role.RECORDS: SUBTREE, Role.SPECIALIST: SUBTREE, Role.HEAD: SUBTREE, Role.LEADER: SUBTREE},
    "report.number": {Role.RECORDS: SUBTREE},
    "group.manage": {Role.SPECIALIST: SUBTREE, Role.ADMIN: SUBTREE},
    "unit.manage": {Role.ADMIN: SUBTREE},
    "account.manage": {Role.HEAD: OWN, Role.ADMIN: SUBTREE},
    "mail.manage": {Role.ADMIN: SUBTREE},
    "board.see": {Role.SPECIALIST: SUBTREE, Role.HEAD: SUBTREE, Role.LEADER: SUBTREE},
}


@dataclass(frozen=True, slots=True)
class Holding:
    """One role held today, and the path of its unit."""

    role: Role
    unit_id: int
    unit_name: str
    path: str


@dataclass(frozen=True, slots=True)
class Limit:
    """What a token narrows a person to: some verbs, in one unit's subtree."""

    path: str
    verbs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Scope:
    """All roles a person holds today; read once a request (one query). `only` narrows them when a token speaks for the person."""

    holdings: tuple[Holding, ...]
    only: Limit | None = None

    def reaches(self, verb: str, path: str) -> bool:
        """Whether some holding covers the unit at `path` for a verb."""
        if self.only and (verb not in self.only.verbs or not tree.contains(self.only.path, path)):
            return False
        reach = VERBS[verb]
        return any(h.path == path if reach[h.role] == OWN else tree.contains(h.path, path) for h in self.holdings if h.role in reach)

    def paths(self, verb: str) -> tuple[tuple[str, bool], ...]:
        """The (path, whole subtree?) pairs where the verb is allowed, for selectors."""
        reach = VERBS[verb]
        held = tuple((h.path, reach[h.role] == SUBTREE) for h in self.holdings if h.role in reach)
        if self.only is None:
            return held
        return tuple(pair for pair in (_narrowed(path, whole, self.only) for path, whole in held) if pair and verb in self.only.verbs)

    def has(self, *roles: Role) -> bool:
        """Whether any of these roles is held anywhere."""
        return any(h.role in roles for h in self.holdings)

    @property
    def home(self) -> Holding | None:
        """The first holding: where this person works."""
        return self.holdings[0] if self.holdings else None


def _narrowed(path: str, whole: bool, only: Limit) -> tuple[str, bool] | None:  # noqa: FBT001 - a pair of `paths`
    """A reach cut down to a token's unit."""
    if tree.contains(only.path, path):
        return path, whole
    return (only.path, True) if whole and tree.contains(path, only.path) else None


def narrow(person: Person, only: Limit) -> None:
    """From here on, in this request, the person is no more than the token says."""
    person._scope = Scope(_holdings(person), only)  # type: ignore[attr-defined]


def scope_of(person: Person | AnonymousUser) -> Scope:
    """The person's roles today. One query the first time, then kept on the object for the request."""
    known: Scope | None = getattr(person, "_scope", None)
    if known is None:
        known = Scope(_holdings(person)) if isinstance(person, Person) and person.is_active else Scope(())
        person._scope = known  # type: ignore[union-attr]
    return known


def _holdings(person: Person) -> tuple[Holding, ...]:
    today = clock.today()
    rows = (
        RoleInUnit.objects.filter(person=person, valid_from__lte=today)
        .exclude(valid_to__lte=today)
        .filter(unit__placements__valid_to__isnull=True)
        .order_by("id")
        .values_list("role", "unit_id", "unit__placements__name", "unit__placements__path")
    )
    return tuple(Holding(Role(role), unit_id, name, path) for role, unit_id, name, path in rows)


def may(person: Person | AnonymousUser, verb: str, path: str) -> Verdict:
    """The verdict on one verb for the unit at `path`; a denial names the roles that may."""
    if scope_of(person).reaches(verb, path):
        return ALLOWED
    return denied(
        _("Bạn không có quyền làm việc này ở đơn vị này."),
        _("Người có quyền: %(roles)s. Hãy liên hệ người phụ trách hoặc quản trị hệ thống.")
        % {"roles": ", ".join(str(role.label).lower() for role in VERBS[verb])},
    )
