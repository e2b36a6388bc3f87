"""The post, for administrators; and the demonstration's letters, which nobody receives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trienkhai.accounts import mail
from trienkhai.core import mailing, text
from trienkhai.core.asked import whole

if TYPE_CHECKING:
    from trienkhai.accounts.requests import Official


@login_required
@require_GET
def post(request: Official) -> HttpResponse:
    """What waits, what failed, what is unknown."""
    number = whole(request.GET.get("trang", "")) or 1
    page = mail.post(viewer=request.user, state=request.GET.get("tinh-trang", "failed"), page=number)
    return render(request, "accounts/post.html", {"page": page, "server": settings.MAIL_HOST})


@login_required
@require_POST
def post_again(request: Official, message_id: int) -> HttpResponse:
    """Send one letter again."""
    mail.send_again(actor=request.user, message_id=message_id)
    messages.success(request, _("Thư sẽ được gửi lại ngay."))
    return redirect("accounts:post")


@login_required
@require_POST
def post_all_again(request: Official) -> HttpResponse:
    """Send every letter of a state again."""
    state = request.POST.get("state", "failed")
    count = mail.send_all_again(actor=request.user, state=state)
    messages.success(request, _("%(n)s thư sẽ được gửi lại ngay.") % {"n": text.number(count)})
    return redirect(f"{reverse('accounts:post')}?tinh-trang={state}")


@login_required
@require_GET
def demo_letters(request: Official) -> HttpResponse:
    """The demonstration's letters as their readers would see them."""
    if not settings.DEMO:
        raise Http404
    return render(request, "accounts/demo_letters.html", {"letters": mailing.shown()})
