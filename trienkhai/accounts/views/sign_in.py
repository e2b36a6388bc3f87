"""Sign-in, with one button a role in demonstration mode."""

from __future__ import annotations

import ipaddress
import logging
from typing import Any

from allauth.account.views import LoginView
from allauth.mfa.totp.views import DeactivateTOTPView
from allauth.mfa.webauthn.views import ListWebAuthnView, RemoveWebAuthnView
from allauth.socialaccount.providers.openid_connect import views as openid
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from requests.exceptions import RequestException

from trienkhai.accounts import selectors, sessions, single_sign_on
from trienkhai.accounts.forms import SignInForm
from trienkhai.accounts.second_factor import SecondFactor
from trienkhai.core.errors import Refusal

logger = logging.getLogger(__name__)


def is_loopback(request: HttpRequest) -> bool:
    """Whether the request comes from this very machine; a proxy in between does not count."""
    try:
        near = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    return near and "HTTP_X_FORWARDED_FOR" not in request.META and "HTTP_FORWARDED" not in request.META


class SignIn(LoginView):  # type: ignore[misc,unused-ignore]
    """The sign-in page."""

    form_class = SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """`roles`: (role, its name, who) in demonstration mode on this machine, else none; `sso`: the provider's name, if there is one."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["sso"] = single_sign_on.name() if single_sign_on.is_offered() else ""
        context["roles"] = selectors.demo_people() if settings.DEMO and is_loopback(self.request) else []
        return context


def sign_on(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the provider and back; a provider that does not answer is said so."""
    try:
        answer: HttpResponse = openid.login(request, provider_id)
    except RequestException as error:
        logger.warning("the provider does not answer: %s", type(error).__name__)
        raise Refusal(
            _("Máy chủ đăng nhập một lần không trả lời."), _("Hãy thử lại sau ít phút, hoặc đăng nhập bằng mật khẩu."), status=503
        ) from error
    return answer


class KeyList(ListWebAuthnView):  # type: ignore[misc,unused-ignore]
    """One's passkeys, read before the template."""

    context_object_name = "keys"

    def get_queryset(self) -> list[Any]:
        """All of them."""
        return list(super().get_queryset())


class RemoveApp(DeactivateTOTPView):  # type: ignore[misc,unused-ignore]
    """Taking away the app."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The library asks at once whether it may go: before the template."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["form"].is_valid()
        return context


class RemoveKey(RemoveWebAuthnView):  # type: ignore[misc,unused-ignore]
    """Taking away a passkey, unless it is the last second step that the policy asks for."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Ask first, as the library does for apps."""
        if not SecondFactor().can_delete_authenticator(self.object):
            raise Refusal(str(SecondFactor.error_messages["cannot_delete_authenticator"]), _("Hãy mở «Bước xác thực thứ hai»."))
        answer: HttpResponse = super().form_valid(form)
        return answer


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as the demonstration's person of a role: demonstration mode and the loopback address only."""
    if not settings.DEMO:
        raise Http404
    if not is_loopback(request):
        raise Refusal(_("Đăng nhập trình diễn chỉ mở trên chính máy này."), _("Hãy mở trang bằng địa chỉ 127.0.0.1."), status=403)
    person = selectors.demo_person(request.POST.get("role", ""))
    if person is None:
        raise Http404
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    sessions.begun(person, request)
    return redirect("/")
