"""What the settings themselves promise."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.auth.hashers import get_hasher
from django.test import Client

pytestmark = pytest.mark.once


def test_passwords_are_hashed_slowly() -> None:
    hasher = get_hasher()
    assert hasher.algorithm == "pbkdf2_sha256"
    assert hasher.iterations >= 600_000  # OWASP's least for PBKDF2 with SHA-256


def test_nothing_for_developers_is_on() -> None:
    assert settings.DEBUG is False
    assert not [app for app in settings.INSTALLED_APPS if "debug" in app or "silk" in app or app == "django.contrib.admin"]


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore:No directory at", "ignore:Method Not Allowed")
def test_trace_is_not_answered() -> None:
    for address in ("/", "/tai-khoan/login/", "/api/v1/me"):
        answer = Client().generic("TRACE", address, headers={"x-secret": "echo-me"})
        assert b"echo-me" not in answer.content
        assert answer.status_code in {302, 401, 405}, address
