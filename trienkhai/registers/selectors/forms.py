"""Forms on screen: the list, one form with its versions and collections, a draft to edit, and what it may be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trienkhai.accounts.permissions import scope_of
from trienkhai.core import journal
from trienkhai.core.errors import Hidden
from trienkhai.plans import selectors as plans
from trienkhai.plans.choices import PlanState
from trienkhai.plans.models import PlanPeriod, Task
from trienkhai.registers import permissions
from trienkhai.registers import shape as shapes
from trienkhai.registers.models import Collection, Form, FormVersion
from trienkhai.registers.selectors.collections import open_collections
from trienkhai.registers.selectors.fillings import own_fillings
from trienkhai.units.permissions import path_today

if TYPE_CHECKING:
    from django.core.paginator import Page

    from trienkhai.accounts.models import Person
    from trienkhai.core.models import JournalLine
    from trienkhai.core.verdict import Verdict
    from trienkhai.plans.models import Plan
    from trienkhai.registers.models import Filling
    from trienkhai.registers.selectors.fillings import Owed
    from trienkhai.registers.shape import Shape, Sheet

MOST = 100


@dataclass(frozen=True, slots=True)
class FrontPage:
    """What a person has to do with forms: to fill in, to follow, to define."""

    fills: bool
    done: bool
    owed: list[Owed]
    page: Page[Filling]
    collections: list[tuple[Collection, int, int]]
    forms: list[tuple[Form, FormVersion | None, bool]]
    defines: bool


@dataclass(frozen=True, slots=True)
class FormPage:
    """A form: the version that is shown, its draft, and where it was asked."""

    form: Form
    version: FormVersion
    shape: Shape
    draft: FormVersion | None
    published: FormVersion | None
    versions: list[FormVersion]
    collections: list[Collection]
    rules: list[str]
    problems: list[str]
    may_define: Verdict
    lines: list[JournalLine]

    @property
    def edit_mark(self) -> str:
        """Which state of the draft the page shows."""
        return str(self.version.edit)


@dataclass(frozen=True, slots=True)
class DraftPage:
    """The draft of a form and one of its sheets."""

    form: Form
    draft: FormVersion
    shape: Shape
    sheet: Sheet

    @property
    def edit_mark(self) -> str:
        """Which state of the draft the page shows."""
        return str(self.draft.edit)


@dataclass(frozen=True, slots=True)
class AskPage:
    """The plans, tasks and periods that a form may be asked for."""

    form: Form
    plan: Plan | None
    plans: list[Plan]
    tasks: list[Task]
    periods: list[PlanPeriod]


def defining_units(viewer: Person) -> list[tuple[int, str]]:
    """The units for which this person defines forms: those of their roles."""
    scope = scope_of(viewer)
    paths = {path for path, _whole in scope.paths("form.define")}
    return list(dict.fromkeys((h.unit_id, h.unit_name) for h in scope.holdings if h.path in paths))


def owners_for_new(*, viewer: Person) -> list[tuple[int, str]]:
    """The units for which this person may begin a form; a denial says who may."""
    found = defining_units(viewer)
    if not found:
        home = scope_of(viewer).home
        permissions.can_define(viewer, home.path if home else "-").require()
    return found


def front_page(*, viewer: Person, done: bool = False, page: int = 1) -> FrontPage:
    """The front page of forms. A constant number of queries."""
    owed, found = own_fillings(viewer=viewer, page=page, done=done)
    follows = bool(scope_of(viewer).paths("board.see"))
    return FrontPage(
        fills=bool(scope_of(viewer).paths("form.fill")),
        done=done,
        owed=owed,
        page=found,
        collections=open_collections(viewer=viewer) if follows else [],
        forms=form_list(viewer=viewer) if follows else [],
        defines=bool(defining_units(viewer)),
    )


def form_list(*, viewer: Person) -> list[tuple[Form, FormVersion | None, bool]]:
    """Forms with their last published version and whether a draft stands, newest first. Two queries."""
    forms = list(permissions.visible_forms(viewer).order_by("-id")[:MOST])
    versions = list(FormVersion.objects.filter(form__in=[form.pk for form in forms]).defer("shape").order_by("number"))
    published = {row.form_id: row for row in versions if row.published_at}
    drafts = {row.form_id for row in versions if not row.published_at}
    return [(form, published.get(form.pk), form.pk in drafts) for form in forms]


def form_page(*, viewer: Person, form_id: int, number: int | None = None) -> FormPage:
    """A form; the draft where there is one, else the last version, unless another is asked for. A constant number of queries."""
    form = permissions.form_door(viewer, form_id)
    versions = list(form.versions.order_by("-number"))
    version = next((row for row in versions if row.number == number), versions[0])
    shape = shapes.from_json(version.shape)
    asked = permissions.visible_collections(viewer).filter(version__form=form)
    return FormPage(
        form=form,
        version=version,
        shape=shape,
        draft=next((row for row in versions if not row.published_at), None),
        published=next((row for row in versions if row.published_at), None),
        versions=versions,
        collections=list(asked.select_related("task", "period__period", "version").order_by("-id")[:MOST]),
        rules=[shape.words(rule) for rule in shape.rules],
        problems=[] if version.published_at else shapes.problems(shape),
        may_define=permissions.can_define(viewer, path_today(form.owner_id) or "-"),
        lines=journal.lines(form),
    )


def draft_page(*, viewer: Person, form_id: int, sheet_key: str = "") -> DraftPage:
    """The draft of a form for who defines it; `Hidden` when there is none."""
    form = permissions.form_door(viewer, form_id)
    permissions.can_define(viewer, path_today(form.owner_id) or "-").require()
    draft = form.versions.filter(published_at__isnull=True).first()
    shape = shapes.from_json(draft.shape) if draft else shapes.Shape()
    sheet = (shape.sheet(sheet_key) if sheet_key else None) or (shape.sheets[0] if shape.sheets and not sheet_key else None)
    if draft is None or sheet is None:
        raise Hidden
    return DraftPage(form, draft, shape, sheet)


def ask_page(*, viewer: Person, form_id: int, plan_id: int | None = None) -> AskPage:
    """What a form may be asked for: issued plans whose units the viewer oversees, with tasks and periods of the chosen one."""
    form = permissions.form_door(viewer, form_id)
    permissions.can_define(viewer, path_today(form.owner_id) or "-").require()
    found = [plan for plan in plans.overseen_plans(viewer=viewer, limit=MOST) if plan.state == PlanState.ISSUED]
    chosen = next((plan for plan in found if plan.pk == plan_id), found[0] if found and plan_id is None else None)
    if plan_id is not None and chosen is None:
        raise Hidden
    tasks = list(chosen.tasks.all()) if chosen else []
    periods = list(chosen.periods.select_related("period").order_by("period__starts")) if chosen else []
    return AskPage(form, chosen, found, tasks, periods)
