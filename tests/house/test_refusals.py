"""Refusals become pages and fragments; what is not there is 404; the language is Vietnamese until somebody chooses."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from trienkhai.config.urls import urlpatterns as known
from trienkhai.core.errors import Conflict, Hidden, Refusal

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


def act(request: HttpRequest, what: str) -> HttpResponse:
    refusals = {
        "refusal": Refusal("Chưa được.", "Hãy làm khác.", "Điều 1"),
        "denied": Refusal("Không có quyền.", "Hãy hỏi.", status=403),
        "conflict": Conflict("Vừa đổi.", "Hãy tải lại."),
        "hidden": Hidden(),
    }
    raise refusals[what]


urlpatterns = [path("thu/<str:what>/", act), *known]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("what", "status", "words"),
    [("refusal", 422, "Điều 1"), ("denied", 403, "Không có quyền."), ("conflict", 409, "Hãy tải lại."), ("hidden", 404, "Không tìm thấy")],
)
def test_each_refusal_is_an_answer_with_the_way_out(what: str, status: int, words: str) -> None:
    answer = Client().get(f"/thu/{what}/")
    assert (answer.status_code, words in answer.content.decode()) == (status, True)
    assert "Về trang chủ" in answer.content.decode()
    fragment = Client().get(f"/thu/{what}/", headers={"HX-Request": "true"})
    assert fragment.status_code == status
    if status != 404:
        assert "<html" not in fragment.content.decode()


@pytest.mark.parametrize(("chosen", "language"), [("", "vi"), ("en", "en"), ("vi", "vi"), ("fr", "vi"), ("x'", "vi")])
def test_the_language_is_vietnamese_until_somebody_chooses(chosen: str, language: str, settings: Any) -> None:
    client = Client(headers={"Accept-Language": "fr,en;q=0.9"})
    if chosen:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = chosen
    answer = client.get("/tai-khoan/login/")
    assert f'<html lang="{language}">' in answer.content.decode()
    assert answer.headers["Content-Language"] == language


def test_the_switch_keeps_the_choice_and_stays_on_this_site() -> None:
    client = Client()
    assert client.post("/ngon-ngu/", {"language": "en", "next": "/tai-khoan/login/"}).headers["Location"] == "/tai-khoan/login/"
    assert '<html lang="en">' in client.get("/tai-khoan/login/").content.decode()
    assert "example.org" not in client.post("/ngon-ngu/", {"language": "vi", "next": "https://example.org/"}).headers["Location"]


def test_every_page_forbids_foreign_and_inline_code() -> None:
    answer = Client().get("/tai-khoan/login/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
