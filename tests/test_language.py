"""The switch: Vietnamese whatever the browser says, English for who chose it, on every page and in every refusal."""

from __future__ import annotations

import pytest
from django.test import Client

from trienkhai.plans.tests import factories

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("at")]


def test_pages_are_vietnamese_until_somebody_chooses_english() -> None:
    body = factories.make_body()
    plan = factories.make_issued(body)
    browser = Client(headers={"Accept-Language": "en-GB,en;q=0.9"})
    browser.force_login(body.clerks[0])
    page = browser.get("/ke-hoach/viec-cua-toi/")
    assert page.headers["Content-Language"] == "vi"
    assert "Việc của tôi" in page.content.decode()
    browser.post("/ngon-ngu/", {"language": "en", "next": "/"})
    page = browser.get("/ke-hoach/viec-cua-toi/")
    assert page.headers["Content-Language"] == "en"
    assert "My work" in page.content.decode()
    assert "Việc của tôi" not in page.content.decode()
    refused = browser.get(f"/ke-hoach/{plan.pk}/theo-doi/")
    assert "You may not do this at this unit." in refused.content.decode()


def test_the_switch_leads_nowhere_else() -> None:
    answer = Client().post("/ngon-ngu/", {"language": "en", "next": "https://example.com/"})
    assert answer.headers["Location"] == "/"
