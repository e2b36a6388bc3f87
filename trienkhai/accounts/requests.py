"""A request of somebody who signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from trienkhai.accounts.models import Person


class Official(HttpRequest):
    """What `login_required` lets through."""

    user: Person
    htmx: HtmxDetails
