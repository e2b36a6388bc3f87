"""Groups of units: the list, one group with its members on a day beside it, and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trienkhai.accounts import structure
from trienkhai.accounts.structure_forms import GroupForm
from trienkhai.core.asked import as_of, whole, wholes
from trienkhai.core.errors import Refusal
from trienkhai.units import selectors as units

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official
    from trienkhai.units.models import UnitGroup
    from trienkhai.units.selectors import UnitAt


@login_required
@require_GET
def group_list(request: Official) -> HttpResponse:
    """The groups of the person's bodies, with how many units each had on a day."""
    when = as_of(request.GET)
    lines = units.group_lines(structure.groups_of(request.user), day=when.day)
    managed = structure.managed_units(request.user, "group.manage")
    return render(request, "accounts/group_list.html", {"lines": lines, "managed": managed, "as_of": when})


@login_required
@require_http_methods(["GET", "POST"])
def group_edit(request: Official, group_id: int | None = None) -> HttpResponse:
    """Create or change a group, with its members beside it."""
    group, owner = _asked(request, group_id)
    form = _form(request, group, owner, is_draft=False)
    if not form.is_valid():
        return _page(request, group, owner, form, status=422 if form.is_bound else 200)
    try:
        saved = structure.save_group(actor=request.user, group_id=group_id, values=form.cleaned_data, owner_id=owner.id)
    except Refusal as refusal:
        return _page(request, structure.group_of(request.user, group_id) if group_id else None, owner, form, refusal=refusal)
    messages.success(request, _("Đã lưu nhóm «%(name)s».") % {"name": saved.name})
    return redirect("accounts:group-list")


@login_required
@require_POST
def group_preview(request: Official, group_id: int | None = None) -> HttpResponse:
    """The members that the group would have as it is typed, or units found for it; nothing is saved."""
    group, owner = _asked(request, group_id)
    form = _form(request, group, owner, is_draft=True)
    form.is_valid()
    return _page(request, group, owner, form, template="_group_preview" if request.htmx else "group_edit")


@login_required
@require_POST
def group_remove(request: Official, group_id: int) -> HttpResponse:
    """Remove a group that nothing uses."""
    structure.remove_group(actor=request.user, group_id=group_id)
    messages.success(request, _("Đã bỏ nhóm."))
    return redirect("accounts:group-list")


def _asked(request: Official, group_id: int | None) -> tuple[UnitGroup | None, UnitAt]:
    """The group, and the unit whose group it is or becomes."""
    group = structure.group_of(request.user, group_id) if group_id else None
    wanted = group.owner_id if group else whole(request.GET.get("don-vi", ""))
    return group, structure.managed_unit(request.user, "group.manage", wanted)


def _form(request: Official, group: UnitGroup | None, owner: UnitAt, *, is_draft: bool) -> GroupForm:
    """The form with what was found and chosen until now; on a first look the day of the address."""
    words, first = request.POST.get("q", "")[:100], {"on": as_of(request.GET).day}
    found = units.search_units(words=words, under_path=owner.path) if words else []
    branches = [*wholes(request.POST.getlist("under_id")), *([group.under_id] if group and group.under_id else [])]
    chosen = [list(units.units_by_ids(ids).values()) for ids in (branches, wholes(request.POST.getlist("member_ids")))]
    return GroupForm(
        request.POST or None, group=group, owner=owner, found=found, chosen=(chosen[0], chosen[1]), is_draft=is_draft, initial=first
    )


def _page(
    request: Official,
    group: UnitGroup | None,
    owner: UnitAt,
    form: GroupForm,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
    template: str = "group_edit",
) -> HttpResponse:
    values, page = form.shown(), whole(request.POST.get("trang", "")) or 1
    known = {"group_id": group.pk if group else None, "owner_id": owner.id}
    context = {
        "form": form,
        "group": group,
        "owner": owner,
        "managed": structure.managed_units(request.user, "group.manage"),
        "refusal": refusal,
        "words": request.POST.get("q", "")[:100],
        "preview": structure.preview_group(actor=request.user, values=values, page=page, **known) if values else None,
        "uses": structure.uses_of(request.user, group.pk) if group else [],
        "lines": structure.group_lines(group) if group else [],
    }
    return render(request, f"accounts/{template}.html", context, status=refusal.status if refusal else status)
