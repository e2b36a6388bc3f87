"""Settings from the environment: a wrong value is refused at start with what would be right."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from trienkhai.config import env

pytestmark = pytest.mark.once


def test_the_address_of_a_provider_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    for raw, secure, good in (
        ("https://id.example.vn/", True, "https://id.example.vn"),
        ("http://127.0.0.1:9400", False, "http://127.0.0.1:9400"),
        ("", True, ""),
    ):
        monkeypatch.setenv("OIDC_ISSUER", raw)
        assert env.issuer("OIDC_ISSUER", secure=secure) == good
    for raw in ("http://id.example.vn", "id.example.vn", "ftp://id.example.vn"):
        monkeypatch.setenv("OIDC_ISSUER", raw)
        with pytest.raises(ImproperlyConfigured, match="OIDC_ISSUER"):
            env.issuer("OIDC_ISSUER", secure=True)
    assert env.origin("https://id.example.vn:8443/auth") == "https://id.example.vn:8443"
