"""Every field is classified, and the check that says so does notice what is missing."""

from __future__ import annotations

import pytest

from trienkhai.config import personal_data
from trienkhai.config.personal_data import ACCOUNT, CLASSES


def test_every_field_of_every_table_is_classified() -> None:
    assert list(personal_data.faults()) == []


def test_no_field_that_leads_to_a_person_is_called_plain() -> None:
    assert list(personal_data.unnamed_people()) == []


def test_the_check_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, personal = CLASSES["accounts.AdminSession"]
    monkeypatch.setitem(CLASSES, "accounts.AdminSession", (f"{plain} person gone", {key: personal[key] for key in ("person", "opened_at")}))
    monkeypatch.setitem(CLASSES, "accounts.Nowhere", ("", {"name": ACCOUNT}))
    monkeypatch.delitem(CLASSES, "sessions.Session")
    found = list(personal_data.faults())
    assert "accounts.AdminSession.reason: not classified" in found
    assert "accounts.AdminSession.gone: there is no such field" in found
    assert "accounts.AdminSession.person: classified twice" in found
    assert "accounts.Nowhere.name: there is no such field" in found
    assert "sessions.Session.session_data: not classified" in found
    assert list(personal_data.unnamed_people()) == ["accounts.AdminSession.person"]
