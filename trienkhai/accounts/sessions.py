"""Sign-ins of a person: who is signed in where, ending one, and what the journal says of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from trienkhai.accounts import locks
from trienkhai.accounts.models import OpenSession, Person
from trienkhai.accounts.policy import policy
from trienkhai.core import clock, journal
from trienkhai.core.errors import Hidden

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase
    from django.db.models import QuerySet
    from django.http import HttpRequest

TIMES = "times"
PACE = dt.timedelta(minutes=5)
"""A session is written anew when something was done so long after the last time."""
BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS", "macOS"), ("Linux", "Linux"))


@dataclass(frozen=True, slots=True)
class Line:
    """One signed-in browser as its person sees it."""

    id: int
    browser: str
    started_at: dt.datetime
    is_current: bool


@transaction.atomic
def begun(person: Person, request: HttpRequest) -> None:
    """Somebody signed in fully; what earlier failures left behind and is over goes with it."""
    locks.opened(person)
    locks.forget_old()
    if not request.session.session_key:
        request.session.save()
    Person.objects.filter(pk=person.pk).update(last_login=clock.now())
    values = {"person": person, "started_at": clock.now(), "browser": _browser(request.headers.get("User-Agent", ""))}
    OpenSession.objects.update_or_create(session_key=request.session.session_key, defaults=values)
    request.session[TIMES] = _times(clock.now(), clock.now())
    journal.record(person, "accounts.signin.done", person, by=[step["method"] for step in get_authentication_records(request, person)])


def is_in_time(session: SessionBase) -> bool:
    """Whether a sign-in may go on: not beyond the policy's hours, not after as long without anything done, and no clock set back."""
    now, rule = clock.now(), policy()
    kept = session.get(TIMES) or _times(now, now)
    began, seen = dt.datetime.fromisoformat(kept["began"]), dt.datetime.fromisoformat(kept["seen"])
    if now >= began + dt.timedelta(hours=rule.session_hours) or now >= seen + dt.timedelta(minutes=rule.session_idle_minutes):
        return False
    if now < seen - PACE:
        return False
    if TIMES not in session or now >= seen + PACE:
        session[TIMES] = _times(began, now)
    return True


def _times(began: dt.datetime, seen: dt.datetime) -> dict[str, str]:
    return {"began": began.isoformat(), "seen": seen.isoformat()}


def sessions_of(viewer: Person, current: str | None) -> list[Line]:
    """The viewer's own sign-ins that still hold, newest first. Two queries."""
    rows = list(OpenSession.objects.filter(person=viewer).order_by("-id")[:50])
    store = _store()
    if hasattr(store, "get_model_class"):
        alive = store.get_model_class().objects.filter(session_key__in=[r.session_key for r in rows], expire_date__gt=clock.now())
        keys = set(alive.values_list("session_key", flat=True))
        rows = [row for row in rows if row.session_key in keys]
    return [Line(row.pk, row.browser, row.started_at, row.session_key == current) for row in rows]


@transaction.atomic
def end_session(*, actor: Person, session_id: int) -> None:
    """End one of the actor's own sign-ins at once."""
    row = OpenSession.objects.filter(pk=session_id, person=actor).first()
    if row is None:
        raise Hidden
    _store().delete(row.session_key)
    row.delete()
    journal.record(actor, "accounts.session.ended", actor)


@transaction.atomic
def end_others(*, actor: Person, current: str | None) -> int:
    """End the actor's sign-ins everywhere but in this browser; how many."""
    ended = end_all(actor, but=current)
    if ended:
        journal.record(actor, "accounts.session.ended", actor, count=ended)
    return ended


def end_all(person: Person, *, but: str | None = None) -> int:
    """End every sign-in of a person, or every one but that one, in the caller's transaction; how many."""
    rows = OpenSession.objects.filter(person=person).exclude(session_key=but or "")
    keys, store = list(rows.values_list("session_key", flat=True)), _store()
    for key in keys:
        store.delete(key)
    rows.filter(session_key__in=keys).delete()
    return len(keys)


def people_signed_in() -> QuerySet[OpenSession]:
    """Sign-ins that still hold: the framework writes a session anew whenever something is done in it, and lets it die after two weeks."""
    alive = _store().get_model_class().objects.filter(expire_date__gt=clock.now())
    return OpenSession.objects.filter(session_key__in=alive.values("session_key"))


def factor_added(user: Person, authenticator: Any, **_kwargs: Any) -> None:
    """A new second step."""
    journal.record(user, "accounts.factor.added", user, kind=str(authenticator.type))


def factor_removed(user: Person, authenticator: Any, **_kwargs: Any) -> None:
    """A second step less."""
    journal.record(user, "accounts.factor.removed", user, kind=str(authenticator.type))


def _store() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore()


def _browser(agent: str) -> str:
    """Which browser on which system: enough to know one's own machine again, nothing to follow it by."""
    browser = next((name for mark, name in BROWSERS if mark in agent), _("Trình duyệt khác"))
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return f"{browser}, {system}" if system else browser
