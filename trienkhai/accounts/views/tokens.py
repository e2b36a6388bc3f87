"""Keys for programs: one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from trienkhai.accounts import tokens
from trienkhai.accounts.forms import TokenForm
from trienkhai.core.errors import Refusal

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


@login_required
@require_http_methods(["GET", "POST"])
def token_list(request: Official) -> HttpResponse:
    """One's keys, and a new one, whose secret is shown this once."""
    form = TokenForm(request.POST or None, person=request.user)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        try:
            context["token"], context["secret"] = tokens.issue_token(actor=request.user, **form.cleaned_data)
        except Refusal as refusal:
            context["refusal"] = refusal
        else:
            context["form"] = TokenForm(person=request.user)
    context["tokens"] = tokens.tokens_of(request.user)
    failed = "refusal" in context or (form.is_bound and not form.is_valid())
    answer = render(request, "accounts/token_list.html", context, status=422 if failed else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def token_revoke(request: Official, token_id: int) -> HttpResponse:
    """End one key."""
    tokens.revoke_token(actor=request.user, token_id=token_id)
    return redirect("accounts:token-list")
