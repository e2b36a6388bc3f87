"""Who may what: the verb table of the design as data, and one verdict function over it.

A role reaches the subtree of its unit (SUBTREE) or that unit alone (OWN). Services call `may(...).require()`; screens show the reason.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, F, Q
from django.utils.translation import gettext as _

from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Delegation, Person, RoleInUnit
from trienkhai.core import clock, journal, text
from trienkhai.core.searching import Reach
from trienkhai.core.verdict import ALLOWED, Verdict, denied
from trienkhai.units import tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

OWN = "own"
SUBTREE = "subtree"
NOT_HANDED_OVER = frozenset({"account.manage", "unit.manage", "privacy.manage"})
"""Verbs that give power to people or over their data: no delegation carries them, for whoever receives one could hand it on."""
REMEMBERED = dt.timedelta(days=90)
"""How long a delegation that is over still explains a denial."""

VERBS: Mapping[str, Mapping[Role, str]] = {
    "document.upload": {Role.REPORTER: OWN, Role.RECORDS: SUBTREE, Role.SPECIALIST: SUBTREE},
    "document.review": {Role.SPECIALIST: SUBTREE, Role.HEAD: SUBTREE},
    "phrase.bind": {Role.SPECIALIST: SUBTREE, Role.HEAD: SUBTREE},
    "plan.prepare": {Role.SPECIALIST: SUBTREE, Role.HEAD: SUBTREE, Role.LEADER: SUBTREE},
    "plan.issue": {Role.HEAD: OWN, Role.LEADER: SUBTREE},
    "progress.report": {Role.REPORTER: OWN, Role.SPECIALIST: OWN, Role.HEAD: SUBTREE},
    "work.assign": {Role.HEAD: OWN, Role.LEADER: OWN},
    "progress.oversee": {Role.SPECIALIST: SUBTREE, Role.HEAD: SUBTREE, Role.LEADER: SUBTREE},
    "deadline.extend": {Role.SPECIALIST: SUBTREE, Role.HEAD: SUBTREE, Role.LEADER: SUBTREE},
    "completion.confirm": {Role.SPECIALIST: SUBTREE, Role.HEAD: SUBTREE, Role.LEADER: SUBTREE},
    "work.suspend": {Role.SPECIALIST: SUBTREE, Role.HEAD: SUBTREE, Role.LEADER: SUBTREE},
    "difficulty.answer": {Role.SPECIALIST: SUBTREE, Role.HEAD: SUBTREE, Role.LEADER: SUBTREE},
    "difficulty.decide": {Role.HEAD: OWN, Role.LEADER: SUBTREE},
    "form.define": {Role.SPECIALIST: SUBTREE, Role.HEAD: SUBTREE, Role.LEADER: SUBTREE},
    "form.fill": {Role.REPORTER: OWN, Role.SPECIALIST: OWN, Role.HEAD: SUBTREE},
    "register.keep": {Role.REPORTER: OWN, Role.SPECIALIST: SUBTREE, Role.HEAD: SUBTREE},
    "report.prepare": {Role.REPORTER: OWN, Role.SPECIALIST: SUBTREE, Role.HEAD: SUBTREE, Role.LEADER: SUBTREE},
    "report.submit": {Role.HEAD: OWN, Role.LEADER: OWN},
    "report.receive": {Role.SPECIALIST: SUBTREE, Role.HEAD: SUBTREE, Role.LEADER: SUBTREE},
    "regime.rule": {Role.SPECIALIST: SUBTREE, Role.HEAD: OWN, Role.LEADER: SUBTREE},
    "report.consolidate": {Role.SPECIALIST: SUBTREE, Role.HEAD: SUBTREE},
    "report.see": {Role.RECORDS: SUBTREE, Role.SPECIALIST: SUBTREE, Role.HEAD: SUBTREE, Role.LEADER: SUBTREE},
    "outgoing.see": {
        Role.REPORTER: OWN,
        Role.RECORDS: SUBTREE,
        Role.SPECIALIST: SUBTREE,
        Role.HEAD: SUBTREE,
        Role.LEADER: SUBTREE,
    },
    "outgoing.prepare": {Role.REPORTER: OWN, Role.SPECIALIST: SUBTREE, Role.HEAD: SUBTREE},
    "outgoing.approve": {Role.HEAD: OWN, Role.LEADER: SUBTREE},
    "outgoing.number": {Role.RECORDS: SUBTREE},
    "outgoing.sign": {Role.HEAD: OWN, Role.LEADER: SUBTREE},
    "numbering.rule": {Role.HEAD: OWN, Role.LEADER: SUBTREE},
    "letterhead.keep": {Role.RECORDS: SUBTREE, Role.HEAD: OWN},
    "incoming.keep": {Role.REPORTER: OWN, Role.RECORDS: SUBTREE, Role.SPECIALIST: SUBTREE},
    "incoming.see": {
        Role.REPORTER: OWN,
        Role.RECORDS: SUBTREE,
        Role.SPECIALIST: SUBTREE,
        Role.HEAD: SUBTREE,
        Role.LEADER: SUBTREE,
    },
    "group.manage": {Role.SPECIALIST: SUBTREE, Role.ADMIN: SUBTREE},
    "unit.manage": {Role.ADMIN: SUBTREE},
    "account.manage": {Role.HEAD: OWN, Role.ADMIN: SUBTREE},
    "people.see": {
        Role.REPORTER: OWN,
        Role.RECORDS: OWN,
        Role.SPECIALIST: SUBTREE,
        Role.HEAD: SUBTREE,
        Role.LEADER: SUBTREE,
        Role.ADMIN: SUBTREE,
    },
    "mail.manage": {Role.ADMIN: SUBTREE},
    "privacy.manage": {Role.ADMIN: SUBTREE},
    "board.see": {Role.SPECIALIST: SUBTREE, Role.HEAD: SUBTREE, Role.LEADER: SUBTREE},
}


@dataclass(frozen=True, slots=True)
class Behalf:
    """Whose role a delegation lets somebody use, and the last day it did or does."""

    delegation_id: int
    giver_id: int
    giver: str
    is_whole: bool
    last_day: dt.date

    @property
    def words(self) -> str:
        """ "theo uỷ quyền của …" as the verdict names it."""
        said = {"name": self.giver, "day": text.date(self.last_day)}
        return (_("Thay mặt %(name)s đến hết %(day)s.") if self.is_whole else _("Theo uỷ quyền của %(name)s đến hết %(day)s.")) % said


@dataclass(frozen=True, slots=True)
class Holding:
    """One role held today, and the path of its unit. A delegated one says on whose behalf, and for which verbs."""

    role: Role
    unit_id: int
    unit_name: str
    path: str
    verbs: frozenset[str] | None = None
    behalf: Behalf | None = None
    is_asleep: bool = False
    """An administrator's role gives nothing until a session is opened for it."""

    def could(self, verb: str) -> bool:
        """Whether the role may this verb somewhere, be it awake or not."""
        return self.role in VERBS[verb] and (self.verbs is None or verb in self.verbs)

    def carries(self, verb: str) -> bool:
        """Whether the role may this verb somewhere now."""
        return not self.is_asleep and self.could(verb)

    def covers(self, verb: str, path: str) -> bool:
        """Whether it could do this verb for the unit at `path`, be it awake or not."""
        if not self.could(verb):
            return False
        return self.path == path if VERBS[verb][self.role] == OWN else tree.contains(self.path, path)


@dataclass(frozen=True, slots=True)
class Limit:
    """What a token narrows a person to: some verbs, in one unit's subtree."""

    path: str
    verbs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Scope:
    """All roles a person holds or was lent today; read once a request (one query, two for who was lent something).

    `only` narrows them when a token speaks for the person. `over` are delegations that ended not long ago: they give nothing and
    explain a denial.
    """

    holdings: tuple[Holding, ...]
    only: Limit | None = None
    over: tuple[Holding, ...] = ()

    def holding_for(self, verb: str, path: str) -> Holding | None:
        """The holding that lets this person do a verb for the unit at `path`, one of their own before a lent one."""
        if self.only and (verb not in self.only.verbs or not tree.contains(self.only.path, path)):
            return None
        return next((h for h in self.holdings if not h.is_asleep and h.covers(verb, path)), None)

    def reaches(self, verb: str, path: str) -> bool:
        """Whether some holding covers the unit at `path` for a verb."""
        return self.holding_for(verb, path) is not None

    def paths(self, verb: str) -> tuple[tuple[str, bool], ...]:
        """The (path, whole subtree?) pairs where the verb is allowed, for selectors."""
        reach = VERBS[verb]
        held = tuple((h.path, reach[h.role] == SUBTREE) for h in self.holdings if h.carries(verb))
        if self.only is None:
            return held
        return tuple(pair for pair in (_narrowed(path, whole, self.only) for path, whole in held) if pair and verb in self.only.verbs)

    def could(self, verb: str) -> bool:
        """Whether the verb is allowed somewhere, an administrator's session being opened where it needs one."""
        return any(h.could(verb) for h in self.holdings) and (self.only is None or verb in self.only.verbs)

    def sleeps(self, verb: str, path: str) -> bool:
        """Whether only an administrator's session is missing for a verb."""
        return any(h.is_asleep and h.covers(verb, path) for h in self.holdings)

    def has(self, *roles: Role) -> bool:
        """Whether any of these roles is held or lent anywhere."""
        return any(h.role in roles for h in self.holdings)

    @property
    def home(self) -> Holding | None:
        """The first holding: where this person works."""
        return self.holdings[0] if self.holdings else None

    @property
    def lent(self) -> tuple[Holding, ...]:
        """What others lent this person for a time."""
        return tuple(h for h in self.holdings if h.behalf)


def reach_of(viewer: Person | AnonymousUser, *verbs: str) -> Reach:
    """Where somebody may do any of the verbs, as search takes it."""
    pairs = {pair for verb in verbs for pair in scope_of(viewer).paths(verb)}
    return Reach(tuple(sorted(path for path, whole in pairs if not whole)), tuple(sorted(path for path, whole in pairs if whole)))


def _narrowed(path: str, whole: bool, only: Limit) -> tuple[str, bool] | None:  # noqa: FBT001 - a pair of `paths`
    """A reach cut down to a token's unit."""
    if tree.contains(only.path, path):
        return path, whole
    return (only.path, True) if whole and tree.contains(path, only.path) else None


def narrow(person: Person, only: Limit) -> None:
    """From here on, in this request, the person is no more than the token says."""
    person._scope = _read(person, only)  # type: ignore[attr-defined]


def scope_of(person: Person | AnonymousUser) -> Scope:
    """The person's roles today. Two queries at the most the first time, then kept on the object for the request."""
    known: Scope | None = getattr(person, "_scope", None)
    if known is None:
        known = _read(person) if isinstance(person, Person) and person.is_active else Scope(())
        person._scope = known  # type: ignore[union-attr]
    return known


def wake(person: Person, until: dt.datetime) -> None:
    """From here on, in this request, the person is administrator with a session open until then."""
    person._admin_until = until  # type: ignore[attr-defined]
    person._scope = None  # type: ignore[attr-defined]


def admin_until(person: Person | AnonymousUser) -> dt.datetime | None:
    """Until when the person's administrator session of this request is open; None when none is."""
    until: dt.datetime | None = getattr(person, "_admin_until", None)
    return until if until and until > clock.now() else None


def _read(person: Person, only: Limit | None = None) -> Scope:
    """A key for programs never wakes an administrator's role."""
    awake = only is None and admin_until(person) is not None
    rows = list(_roles(person))
    own = tuple(
        Holding(Role(role), unit_id, name, path, is_asleep=role == Role.ADMIN and not awake) for role, unit_id, name, path, _ in rows
    )
    lent, over = _lent(person) if not rows or rows[0][-1] else ((), ())
    return Scope(own + lent, only, over)


def _delegations(person: Person) -> QuerySet[Delegation]:
    """Delegations to a person that hold today or ended not long ago."""
    today = clock.today()
    return Delegation.objects.filter(receiver=person, valid_from__lte=today, valid_to__gt=today - REMEMBERED)


def _roles(person: Person) -> QuerySet[RoleInUnit, tuple[str, int, str, str, bool]]:
    """(role, unit, its name, its path, whether anything was lent to the person) of the person's own roles today."""
    today = clock.today()
    return (
        RoleInUnit.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today), person=person, valid_from__lte=today)
        .filter(unit__placements__valid_to__isnull=True)
        .order_by("id")
        .values_list("role", "unit_id", "unit__placements__name", "unit__placements__path", Exists(_delegations(person)))
    )


def _lent(person: Person) -> tuple[tuple[Holding, ...], tuple[Holding, ...]]:
    """Delegations to a person that hold today, and those that ended not long ago. One query."""
    today = clock.today()
    rows = (
        _delegations(person)
        .filter(unit__placements__valid_to__isnull=True)
        .select_related("held__person")
        .filter(held__unit__placements__valid_to__isnull=True)
        .annotate(unit_name=F("unit__placements__name"), unit_path=F("unit__placements__path"), top=F("held__unit__placements__path"))
        .order_by("id")
    )
    holds: list[Holding] = []
    over: list[Holding] = []
    for row in rows:
        holds_today = row.last_day >= today and row.held.person.is_active and tree.contains(row.top, row.unit_path)
        (holds if holds_today else over).append(_as_holding(row))
    return tuple(holds), tuple(over)


def _as_holding(row: Delegation) -> Holding:
    """What a delegation lets its receiver do: never what gives power to people, and an own-unit verb only in the giver's own unit."""
    role, giver = Role(row.held.role), row.held.person
    carried = [verb for verb in VERBS if role in VERBS[verb] and verb not in NOT_HANDED_OVER and (row.is_whole or verb in row.verbs)]
    verbs = frozenset(verb for verb in carried if VERBS[verb][role] == SUBTREE or row.unit_id == row.held.unit_id)
    behalf = Behalf(row.pk, giver.pk, str(giver), row.is_whole, row.last_day)
    return Holding(role, row.unit_id, row.unit_name, row.unit_path, verbs, behalf)  # type: ignore[attr-defined]


def may(person: Person | AnonymousUser, verb: str, path: str) -> Verdict:
    """The verdict on one verb for the unit at `path`. Allowed by delegation it names the giver, whom the journal then names too.

    A denial names the delegation that is over, or the roles that may.
    """
    scope = scope_of(person)
    held = scope.holding_for(verb, path)
    if held is not None:
        journal.acts_for(person, held.behalf.giver_id if held.behalf else None)
        return Verdict(allowed=True, reason=held.behalf.words) if held.behalf else ALLOWED
    if scope.sleeps(verb, path):
        return _needs_session(scope)
    over = next((h.behalf for h in scope.over if h.behalf and h.covers(verb, path)), None)
    if over is not None:
        return denied(
            _("Uỷ quyền của %(name)s đã hết hiệu lực từ sau ngày %(day)s.") % {"name": over.giver, "day": text.date(over.last_day)},
            _("Hãy liên hệ %(name)s nếu cần uỷ quyền tiếp.") % {"name": over.giver},
        )
    return denied(
        _("Bạn không có quyền làm việc này ở đơn vị này."),
        _("Người có quyền: %(roles)s. Hãy liên hệ người phụ trách hoặc quản trị hệ thống.")
        % {"roles": ", ".join(str(role.label).lower() for role in VERBS[verb])},
    )


def _needs_session(scope: Scope) -> Verdict:
    if scope.only is not None:
        return denied(_("Mã truy cập không mở được phiên quản trị."), _("Hãy làm việc này trên trang web, sau khi mở phiên quản trị."))
    return denied(
        _("Việc này cần phiên quản trị đang mở."),
        _("Quản trị hệ thống không có quyền thường trực. Hãy mở phiên quản trị, ghi lý do; phiên tự đóng khi hết giờ."),
        ("accounts:admin-session", _("Mở phiên quản trị")),
    )
