"""Signing in by another office's provider (OpenID Connect): only for accounts that were invited or linked before; nobody becomes one by it.

An account is linked by its person while signed in, after confirming who they are; or, once, by the provider's verified address when that is
the address of an invitation which still waits. Of what the provider says only its own number for the person is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import requests
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from trienkhai.accounts.models import Person
from trienkhai.accounts.services import inviting
from trienkhai.core import journal
from trienkhai.core.errors import Hidden, Refusal

if TYPE_CHECKING:
    import datetime as dt

    from allauth.socialaccount.models import SocialLogin

PROVIDER = "oidc"


@dataclass(frozen=True, slots=True)
class Link:
    """One linked account of a person."""

    id: int
    since: dt.datetime


class LinkedOnly(DefaultSocialAccountAdapter):  # type: ignore[misc,unused-ignore]
    """The library's answers, in the rules of the house."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002 - the shape of allauth
        """Never; what was tried stands in the journal without a name."""
        journal.refused(None, "accounts.signin.failed", by="oidc")
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """The provider knows them: keep nothing else of what it said, and link who was invited by this address."""
        sociallogin.account.extra_data = {}
        if sociallogin.account.pk:
            SocialAccount.objects.filter(pk=sociallogin.account.pk).update(extra_data={})
        elif not request.user.is_authenticated:
            person = inviting.invited_by_address([row.email for row in sociallogin.email_addresses if row.verified])
            if person is not None:
                with transaction.atomic():
                    inviting.take_up_by_link(person)
                    sociallogin.connect(request, person)

    def get_requests_session(self) -> requests.Session:
        """How the provider is asked: in time, without following it elsewhere, and only the one that the settings name."""
        session: requests.Session = super().get_requests_session()
        session.max_redirects = 0
        session.hooks["response"].append(_require_issuer)
        return session

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:  # noqa: ARG002 - the shape of allauth
        """Back to one's account."""
        return reverse("accounts:account")


def _require_issuer(answer: requests.Response, *_args: Any, **_kwargs: Any) -> None:
    """What describes the provider must call it as the settings do. Raises RequestException: the page then says that it did not work."""
    if answer.ok and answer.url.endswith("/.well-known/openid-configuration"):
        said = str(answer.json().get("issuer", "")).rstrip("/")
        if said != settings.OIDC_ISSUER.rstrip("/"):
            raise requests.RequestException("another issuer")


def is_offered() -> bool:
    """Whether this installation knows a provider."""
    return bool(settings.OIDC_ISSUER)


def name() -> str:
    """What the provider is called on screen."""
    return settings.OIDC_NAME or _("Đăng nhập một lần")


def links_of(person: Person) -> list[Link]:
    """A person's linked accounts. One query."""
    return [Link(row.pk, row.date_joined) for row in SocialAccount.objects.filter(user=person).order_by("id")]


@transaction.atomic
def unlink(*, actor: Person, link_id: int) -> None:
    """Take one's own link away. Raises Refusal when no password would be left to sign in by."""
    row = SocialAccount.objects.filter(pk=link_id, user=actor).first()
    if row is None:
        raise Hidden
    if not actor.has_usable_password():
        raise Refusal(_("Tài khoản chưa có mật khẩu, gỡ liên kết thì không vào được nữa."), _("Hãy đặt mật khẩu trước."))
    row.delete()
    journal.record(actor, "accounts.link.removed", actor)


def link_made(sociallogin: SocialLogin, **_kwargs: Any) -> None:
    """A new link."""
    journal.record(sociallogin.user, "accounts.link.made", sociallogin.user)
