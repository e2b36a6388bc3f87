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
class Scope:
    """All roles a person holds today; read once a request (one query)."""

    holdings: tuple[Holding, ...]

    def reaches(self, reach_by_role: Mapping[Role, str], path: str) -> bool:
        """Whether some holding covers the unit at `path`."""
        return any(
            h.path == path if reach_by_role[h.role] == OWN else tree.contains(h.path, path)
            for h in self.holdings
            if h.role in reach_by_role
        )

    def paths(self, verb: str) -> tuple[tuple[str, bool], ...]:
        """The (path, whole subtree?) pairs where the verb is allowed, for selectors."""
        reach = VERBS[verb]
        return tuple((h.path, reach[h.role] == SUBTREE) for h in self.holdings if h.role in reach)

    def has(self, *roles: Role) -> bool:
        """Whether any of these roles is held anywhere."""
        return any(h.role in roles for h in self.holdings)

    @property
    def home(self) -> Holding | None:
        """The first holding: where this person works."""
        return self.holdings[0] if self.holdings else None


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
    if scope_of(person).reaches(VERBS[verb], path):
        return ALLOWED
    return denied(
        _("Bạn không có quyền làm việc này ở đơn vị này."),
        _("Người có quyền: %(roles)s. Hãy liên hệ người phụ trách hoặc quản trị hệ thống.")
        % {"roles": ", ".join(str(role.label).lower() for role in VERBS[verb])},
    )
