"""How a body numbers and writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trienkhai.core import clock, files
from trienkhai.core.asked import whole
from trienkhai.core.errors import Refusal
from trienkhai.records import selectors, services
from trienkhai.records.forms import LetterheadForm, RuleForm, SeriesForm, TemplateForm

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms

    from trienkhai.accounts.requests import Official

FORMS: dict[str, type[forms.Form]] = {"head": LetterheadForm, "rule": RuleForm, "series": SeriesForm, "template": TemplateForm}


def _render(request: Official, unit_id: int | None, bound: dict[str, forms.Form] | None = None, status: int = 200) -> HttpResponse:
    page = selectors.setting_page(viewer=request.user, unit_id=unit_id)
    head = page.letterhead
    first = {"head": {name: getattr(head, name) for name in LetterheadForm.base_fields} if head else {"issuer": page.unit_name.upper()}}
    shown = {name: form(initial=first.get(name), auto_id=f"{name}_%s") for name, form in FORMS.items()} | (bound or {})
    return render(request, "records/setting.html", {"page": page} | shown, status=status)


@login_required
@require_GET
def setting(request: Official) -> HttpResponse:
    """The settings of one body."""
    return _render(request, whole(request.GET.get("don-vi", "")))


def _save(request: Official, unit_id: int, name: str, act: Callable[[dict[str, Any]], object]) -> HttpResponse:
    """Run `act` when the form is right; a refusal is shown at its form, so that nothing typed is lost."""
    form = FORMS[name](request.POST, request.FILES, auto_id=f"{name}_%s")
    status = 422
    if form.is_valid():
        try:
            act(form.cleaned_data)
            messages.success(request, _("Đã lưu."))
            return redirect(f"{reverse('records:setting')}?don-vi={unit_id}")
        except Refusal as refusal:
            if refusal.status == 403:
                raise
            form.add_error(None, f"{refusal.reason} {refusal.hint}".strip())
            status = refusal.status
    return _render(request, unit_id, {name: form}, status)


@login_required
@require_POST
def letterhead_save(request: Official, unit_id: int) -> HttpResponse:
    """Keep the letterhead."""
    return _save(request, unit_id, "head", lambda said: services.save_letterhead(actor=request.user, unit_id=unit_id, **said))


@login_required
@require_POST
def rule_save(request: Official, unit_id: int) -> HttpResponse:
    """Say how the body numbers."""
    return _save(request, unit_id, "rule", lambda said: services.rule_numbering(actor=request.user, unit_id=unit_id, **said))


@login_required
@require_POST
def series_begin(request: Official, unit_id: int) -> HttpResponse:
    """Say which number was given last on paper."""
    year = clock.today().year
    return _save(
        request, unit_id, "series", lambda said: services.begin_series(actor=request.user, unit_id=unit_id, book="out", year=year, **said)
    )


@login_required
@require_POST
def template_put(request: Official, unit_id: int) -> HttpResponse:
    """Upload a template."""

    def act(said: dict[str, Any]) -> None:
        file = said["file"]
        kept = {"name": said["name"], "doc_type": said["doc_type"], "file_name": file.name, "data": file.read()}
        services.upload_template(actor=request.user, unit_id=unit_id, **kept)

    return _save(request, unit_id, "template", act)


@login_required
@require_POST
def template_retire(request: Official, template_id: int) -> HttpResponse:
    """Use a template no more."""
    template = services.retire_template(actor=request.user, template_id=template_id)
    messages.success(request, _("Đã thôi dùng mẫu."))
    return redirect(f"{reverse('records:setting')}?don-vi={template.unit_id}")


@login_required
@require_GET
def template_file(request: Official, template_id: int) -> HttpResponseBase:
    """The file of a template."""
    return files.attachment(*services.hand_out_template(actor=request.user, template_id=template_id))
