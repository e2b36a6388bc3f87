"""What a page does or shows, a program can: each verb that a view calls has an operation of the API, or stands below with its reason."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType
from typing import TypeGuard

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
FIRST = ("actor", "viewer")
"""The first argument of what writes and of what reads for somebody (docs/develop/where-does-my-code-go.md)."""

ADMINISTRATOR = "an administrator's work needs a session in a browser; a key never opens one"
HANDING_ON = "a key would make itself longer or wider than it was given"
PERSONAL = "copies and erasure of personal data ask for a written request and go to the person"
KEYS = "a key file, its passphrase and a token's PIN are in a person's hands; a program signs where the key is and hands in the signed file"
SCREEN = "what a screen needs: a page of several answers, a picture, what a form shows before it is sent; each answer has its operation"
PIECEMEAL = "a screen changes a form piece by piece; a program says the whole draft, saves cells and sends, and reads faults as data"
LEFT_OUT: dict[str, str] = {
    verb: reason
    for reason, verbs in {
        ADMINISTRATOR: (
            *("accounts.mail.post", "accounts.mail.send_again", "accounts.mail.send_all_again"),
            "accounts.services.administering.require_admin",
            *("accounts.structure.changeable", "accounts.structure.preview_change", "accounts.structure.carry_out"),
            *("accounts.structure.preview_import", "accounts.structure.apply_import"),
            *("accounts.structure.preview_official", "accounts.structure.bring_official"),
        ),
        HANDING_ON: (
            *("accounts.services.delegating.delegate", "accounts.services.delegating.end_delegation"),
            "accounts.selectors.delegations.delegation_page",
            *("accounts.tokens.issue_token", "accounts.tokens.revoke_token", "accounts.tokens.tokens_of"),
            *("accounts.sessions.end_session", "accounts.sessions.end_others", "accounts.sessions.sessions_of"),
            *("accounts.single_sign_on.unlink", "accounts.second_factor.print_codes", "accounts.services.inviting.show_invitation"),
        ),
        PERSONAL: (
            *("privacy.selectors.my_data", "privacy.selectors.copies_of", "privacy.selectors.copy_for"),
            *("privacy.services.copying.ask_copy", "privacy.services.copying.ask_copy_for", "privacy.services.copying.take_copy"),
            *(
                "privacy.services.erasing.preview_erasure",
                "privacy.services.erasing.erase_person",
                "privacy.services.erasing.refuse_erasure",
            ),
        ),
        SCREEN: (
            *("desk.selectors.home", "accounts.structure.managed_units"),
            *("documents.selectors.papers.require_upload", "documents.selectors.papers.uploading_units"),
            *("documents.selectors.review.review_page", "documents.selectors.review.proposal_page"),
            *("documents.selectors.review.adding_page", "documents.selectors.sheets.page_picture"),
            "documents.services.picturing.want_pages",
            *("plans.selectors.plans.draft_of", "plans.selectors.plans.naming_page"),
            *("plans.selectors.assigning.assign_page", "plans.selectors.assigning.hand_on_page"),
            *("plans.selectors.given.own_starts", "plans.selectors.own.own_task_page"),
            *("registers.selectors.forms.ask_page", "registers.selectors.forms.draft_page", "registers.selectors.forms.front_page"),
            "registers.selectors.forms.owners_for_new",
            *("plans.selectors.indicators.choices_for", "plans.selectors.indicators.units_of_indicator"),
            *("records.selectors.outgoing.new_page", "records.selectors.registers.keeping_units"),
            "records.selectors.registers.unit_called",
            *("reporting.selectors.reports.get_period", "reporting.selectors.reports.report_to_edit"),
            *("reporting.selectors.regimes.what_may_be_asked", "reporting.selectors.regimes.proposed_regime"),
            *("reporting.selectors.parts.passage_to_edit", "reporting.selectors.parts.part_to_edit"),
            "reporting.selectors.comparisons.earlier_reports",
        ),
        KEYS: (
            *("records.services.signing.sign_with_file", "records.services.signing.sign_with_token"),
            "records.selectors.signatures.signing_page",
        ),
        PIECEMEAL: (
            *("registers.services.defining.add_sheet", "registers.services.defining.edit_sheet"),
            *("registers.services.defining.remove_sheet", "registers.services.defining.set_rules"),
            *("registers.services.filling.save_and_send", "registers.services.handing.hand_out_marked"),
        ),
    }.items()
    for verb in verbs
}
"""Verbs of pages without an operation (docs/decisions/0007)."""


def modules(*patterns: str) -> Iterator[ModuleType]:
    """The project's modules whose files match, tests apart."""
    for pattern in patterns:
        for file in sorted((ROOT / "trienkhai").rglob(pattern)):
            if "tests" not in file.parts:
                yield import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))


def verbs(module: ModuleType) -> set[str]:
    """What a module calls that asks who acts or looks, by its own name wherever it was imported from."""
    tree = ast.parse(inspect.getsource(module))
    named: list[object] = [getattr(module, node.id, None) for node in ast.walk(tree) if isinstance(node, ast.Name)]
    dotted = [(node.value.id, node.attr) for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)]
    named += [getattr(getattr(module, above, None), name, None) for above, name in dotted]
    return {f"{found.__module__.removeprefix('trienkhai.')}.{found.__name__}" for found in named if is_verb(found)}


def is_verb(found: object) -> TypeGuard[FunctionType]:
    """A function of the project whose first argument is the person."""
    if not inspect.isfunction(found) or not found.__module__.startswith("trienkhai."):
        return False
    return next(iter(inspect.signature(found).parameters), "") in FIRST


def test_what_pages_do_programs_can() -> None:
    pages = set().union(*(verbs(module) for module in modules("views.py", "views/*.py")))
    programs = set().union(*(verbs(module) for module in modules("api.py", "api_*.py")))
    assert len(pages) > 60, "the pages' verbs are not found any more"
    assert sorted(pages - programs - LEFT_OUT.keys()) == [], "give it an operation, or say above why it has none"
    assert sorted(LEFT_OUT.keys() - pages) == [], "no page does this any more"
    assert sorted(LEFT_OUT.keys() & programs) == [], "it has an operation by now"


def test_no_address_stands_in_two_routers() -> None:
    """The first would answer for both, and refuse the other's methods."""
    from trienkhai.config.api import api

    paths = [path for _prefix, router in api._routers for path in router.path_operations]
    assert sorted({path for path in paths if paths.count(path) > 1}) == []


def test_no_shape_of_the_api_bears_the_name_of_another() -> None:
    """The description knows shapes by their names alone: the second would be described as the first."""
    from ninja import Schema

    named: dict[str, set[str]] = {}
    waiting: list[type[Schema]] = [Schema]
    list(modules("api.py", "api_*.py"))
    while waiting:
        for shape in waiting.pop().__subclasses__():
            waiting.append(shape)
            named.setdefault(shape.__name__, set()).add(shape.__module__)
    assert {name: places for name, places in named.items() if len(places) > 1 and any(p.startswith("trienkhai.") for p in places)} == {}
