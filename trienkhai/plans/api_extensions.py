"""More time over the API: asked for, listed, decided."""

from __future__ import annotations

import datetime as dt

from ninja import Router, Schema, Status

from trienkhai.accounts.requests import Official
from trienkhai.plans import selectors, services
from trienkhai.plans.api import PageNumber
from trienkhai.plans.selectors.extensions import Asked

router = Router(tags=["plans"])
SAID = ("old_due", "until", "reason", "state", "granted_until", "remark", "asked_at", "decided_at")


class ExtensionIn(Schema):
    """More time until the end of a day, and why."""

    until: dt.date
    reason: str


class ExtensionAnswer(Schema):
    """The answer: `until` when it is granted (the day asked for, unless it says another), a remark when it is not."""

    grant: bool
    until: dt.date | None = None
    remark: str = ""


class ExtensionOut(Schema):
    """A request for more time. `state` is waiting, granted, refused or withdrawn."""

    id: int
    obligation_id: int
    unit_name: str
    old_due: dt.date
    until: dt.date
    reason: str
    state: str
    granted_until: dt.date | None
    remark: str
    asked_at: dt.datetime
    decided_at: dt.datetime | None


class ExtensionsOut(Schema):
    """One page of requests."""

    items: list[ExtensionOut]
    total: int
    page: int
    pages: int


def _extension(asked: Asked) -> ExtensionOut:
    row = asked.row
    said = {name: getattr(row, name) for name in SAID}
    return ExtensionOut(id=row.pk, obligation_id=row.obligation_id, unit_name=asked.unit_name, **said)


@router.get("/plans/{id:plan_id}/extensions", response=ExtensionsOut, summary="Requests for more time on a plan, for those who decide")
def list_plan_extensions(request: Official, plan_id: int, *, everything: bool = False, page: PageNumber = 1) -> ExtensionsOut:
    """Those that wait, unless everything is asked for."""
    found = selectors.plan_extensions(viewer=request.user, plan_id=plan_id, show="all" if everything else "", page=page)
    pages = found.page.paginator
    return ExtensionsOut(items=[_extension(line) for line in found.lines], total=pages.count, page=found.page.number, pages=pages.num_pages)


@router.get("/extensions/{id:extension_id}", response=ExtensionOut, summary="One request for more time")
def get_extension(request: Official, extension_id: int) -> ExtensionOut:
    """One request with what was decided."""
    return _extension(selectors.get_extension(viewer=request.user, extension_id=extension_id).asked)


@router.post("/obligations/{id:obligation_id}/extensions", response={201: ExtensionOut}, summary="Ask for more time")
def ask_extension(request: Official, obligation_id: int, said: ExtensionIn) -> Status[ExtensionOut]:
    """The same day asked again while it waits gives the request that stands."""
    row = services.ask_extension(actor=request.user, obligation_id=obligation_id, until=said.until, reason=said.reason)
    return Status(201, _extension(selectors.get_extension(viewer=request.user, extension_id=row.pk).asked))


@router.post("/extensions/{id:extension_id}/decision", response=ExtensionOut, summary="Grant or refuse more time")
def decide_extension(request: Official, extension_id: int, said: ExtensionAnswer) -> ExtensionOut:
    """A day may be earlier than the one asked for."""
    if said.grant:
        until = said.until or selectors.get_extension(viewer=request.user, extension_id=extension_id).asked.row.until
        services.grant_extension(actor=request.user, extension_id=extension_id, until=until, remark=said.remark)
    else:
        services.refuse_extension(actor=request.user, extension_id=extension_id, remark=said.remark)
    return _extension(selectors.get_extension(viewer=request.user, extension_id=extension_id).asked)


@router.get("/obligations/{id:obligation_id}/extensions", response=list[ExtensionOut], summary="The requests for more time on one work")
def list_extensions(request: Official, obligation_id: int) -> list[ExtensionOut]:
    """Newest first."""
    page = selectors.get_obligation(viewer=request.user, obligation_id=obligation_id)
    return [_extension(Asked(row, page.unit.name)) for row in page.extensions]
