"""Every field is classified, and the check that says so does notice what is missing."""

from __future__ import annotations

import pytest

from trienkhai.privacy import inventory, labels, rules
from trienkhai.privacy.inventory import ACCOUNT, CLASSES

pytestmark = pytest.mark.once


def test_every_field_of_every_table_is_classified() -> None:
    assert list(inventory.faults()) == []


def test_no_field_that_leads_to_a_person_is_called_plain() -> None:
    assert list(inventory.unnamed_people()) == []


def test_the_check_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, personal = CLASSES["accounts.AdminSession"]
    monkeypatch.setitem(CLASSES, "accounts.AdminSession", (f"{plain} person gone", {key: personal[key] for key in ("person", "opened_at")}))
    monkeypatch.setitem(CLASSES, "accounts.Nowhere", ("", {"name": ACCOUNT}))
    monkeypatch.delitem(CLASSES, "sessions.Session")
    found = list(inventory.faults())
    assert "accounts.AdminSession.reason: not classified" in found
    assert "accounts.AdminSession.gone: there is no such field" in found
    assert "accounts.AdminSession.person: classified twice" in found
    assert "accounts.Nowhere.name: there is no such field" in found
    assert "sessions.Session.session_data: not classified" in found
    assert list(inventory.unnamed_people()) == ["accounts.AdminSession.person"]


def test_every_personal_field_has_its_way_to_the_person_or_a_reason() -> None:
    """What is not in the rules would be left out of copies, and stay after an erasure."""
    assert list(rules.faults()) == []


def test_every_field_and_use_that_people_are_shown_has_a_vietnamese_name() -> None:
    shown = {lookup for rule in rules.RULES.values() for part in rule.parts for lookup in (*part.fields.split(), *part.beside.split())}
    assert all(labels.label_of(lookup) for lookup in shown)
    assert set(labels.USES) == {use.name for _plain, personal in CLASSES.values() for use in personal.values()}


def test_the_rules_notice_what_was_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, personal = CLASSES["plans.Extension"]
    monkeypatch.setitem(CLASSES, "plans.Extension", (plain, personal | {"state": ACCOUNT}))
    rule = rules.RULES["plans.Extension"]
    monkeypatch.setitem(rules.RULES, "plans.Extension", rules.Rule(rule.parts[:1], why="x"))
    monkeypatch.delitem(rules.RULES, "plans.Difficulty")
    found = list(rules.faults())
    assert "plans.Difficulty: no rule in privacy/rules.py" in found
    assert "plans.Extension.decided_by: a person who is reached by no path" in found
    assert "plans.Extension.state: given to nobody" in found
