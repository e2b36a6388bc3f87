"""Figures of this room for `scripts/bench`: what a page asks the database in order to know who may what."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from trienkhai.accounts.choices import Role
from trienkhai.accounts.demonstration import make_province
from trienkhai.accounts.models import AdminSession, Delegation, Person, RoleInUnit
from trienkhai.core.measure import Bench, Figure

TABLES = tuple(model._meta.db_table for model in (RoleInUnit, Delegation, AdminSession))
NAME = "accounts.permission_queries_per_page"


def _asked(wanted: Collection[str]) -> Mapping[str, float]:
    """The most statements on roles, delegations and administrators' sessions that one page asks, over every role."""
    root, most = make_province(), 0
    for role in Role:
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(Person.objects.filter(roles__role=role).earliest("pk"))
        if role == Role.ADMIN:
            client.post(reverse("accounts:admin-session"), {"reason": "Đo số câu hỏi về quyền"})
        for page in (reverse("units:unit-list"), reverse("desk:unit", args=[root.id])):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                if client.get(page).status_code != 200:
                    raise LookupError(page)
            most = max(most, sum(any(table in query["sql"] for table in TABLES) for query in asked.captured_queries))
    return dict.fromkeys(wanted, float(most))


BENCHES = (Bench("sqlite", (Figure(NAME, "truy vấn", 2),), _asked),)
