"""Pages of digital signatures: put one, and check those of any .pdf."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from trienkhai.core.errors import Refusal
from trienkhai.records import selectors, services
from trienkhai.records.signing_forms import CheckForm, SignForm

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "POST"])
def signing(request: Official, document_id: int) -> HttpResponse:
    """Sign with a key file, with the body's token, or by handing in what was signed elsewhere."""
    page = selectors.signing_page(viewer=request.user, document_id=document_id)
    page.may.require()
    form = SignForm(request.POST or None, request.FILES or None, initial={"version": page.document.version})
    status = 200
    if form.is_bound and form.is_valid():
        try:
            _put(request, document_id, form.cleaned_data)
            messages.success(request, _("Đã ký số."))
            return redirect("records:outgoing", document_id)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.hint}".strip())
            status = refusal.status
    elif form.is_bound:
        status = 422
    return render(request, "records/signing.html", {"page": page, "document": page.document, "form": form}, status=status)


def _put(request: Official, document_id: int, said: dict[str, Any]) -> None:
    """The way that was chosen."""
    on: dict[str, Any] = {"actor": request.user, "document_id": document_id, "version": said["version"]}
    picture = said["picture"].read() if said["picture"] else b""
    if said["signed"]:
        services.take_signed(**on, data=said["signed"].read())
    elif said["key"]:
        services.sign_with_file(**on, key=said["key"].read(), passphrase=said["passphrase"], picture=picture)
    else:
        services.sign_with_token(**on, pin=said["pin"], picture=picture)


@login_required
@require_http_methods(["GET", "POST"])
def signature_check(request: Official) -> HttpResponse:
    """What can be said of the signatures of a .pdf that somebody holds."""
    form, found, status = CheckForm(request.POST or None, request.FILES or None), None, 200
    if form.is_bound and form.is_valid():
        try:
            found = selectors.check_signatures(viewer=request.user, data=form.cleaned_data["file"].read())
        except Refusal as refusal:
            form.add_error("file", f"{refusal.reason} {refusal.hint}".strip())
            status = refusal.status
    elif form.is_bound:
        status = 422
    return render(request, "records/signature_check.html", {"form": form, "found": found, "asked": True}, status=status)


@login_required
@require_GET
def incoming_signatures(request: Official, incoming_id: int) -> HttpResponse:
    """What can be said of the signatures of a paper that came in."""
    found = selectors.incoming_signatures(viewer=request.user, incoming_id=incoming_id)
    return render(request, "records/signature_check.html", {"found": found, "incoming_id": incoming_id})
