"""The house's own measures: sizes, templates without style and script, terms, commands, migrations."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.db.migrations.loader import MigrationLoader

pytestmark = pytest.mark.once

ROOT = Path(settings.BASE_DIR)
OURS = ("trienkhai", "reader", "tests", "scripts", "docs")
INLINE = {
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "inline handler": re.compile(r"<[^>%]*\son[a-z]+\s*=", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "foreign host": re.compile(r"(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE),
}


def files(suffix: str) -> list[Path]:
    found = (path for top in OURS for path in (ROOT / top).rglob(f"*{suffix}"))
    return [path for path in found if not {"migrations", "node_modules", "build"} & set(path.parts)]


def templates() -> list[Path]:
    return [path for path in (ROOT / "trienkhai").rglob("*.html") if "templates" in path.parts]


def ours() -> list[type]:
    return [model for model in apps.get_models() if model.__module__.startswith("trienkhai.")]


def glossary() -> dict[str, str]:
    """Vietnamese term → English word."""
    rows = [line.split("|") for line in (ROOT / "docs/glossary.md").read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    return {row[1].strip().lower(): row[2].strip().lower() for row in rows[2:]}


@pytest.mark.parametrize(("found", "most"), [(files(".py"), 400), (templates(), 80)], ids=["code", "templates"])
def test_no_file_outgrows_a_reader(found: list[Path], most: int) -> None:
    long = {str(path.relative_to(ROOT)): n for path in found if (n := len(path.read_text(encoding="utf-8").splitlines())) > most}
    assert not long


def test_scripts_are_short_shell() -> None:
    shell = [path for path in (ROOT / "scripts").iterdir() if path.is_file() and path.read_bytes().startswith(b"#!/bin/sh")]
    assert {path.name for path in shell} >= {"demo", "test", "check", "fix", "bench"}
    assert not {path.name: n for path in shell if (n := len(path.read_text(encoding="utf-8").splitlines())) > 15}


@pytest.mark.parametrize("what", INLINE)
def test_templates_carry_no(what: str) -> None:
    found = [path.name for path in templates() if INLINE[what].search(path.read_text(encoding="utf-8"))]
    assert not found


def test_components_say_what_they_take() -> None:
    parts = [path for path in templates() if path.name.startswith("_")]
    silent = [path.name for path in parts if not path.read_text(encoding="utf-8").lstrip().startswith(("{#", "{% comment", "{% load"))]
    assert parts
    assert not silent


def test_every_model_names_its_term_and_the_glossary_has_it() -> None:
    """The term stands in brackets in the docstring; the glossary gives one English word for it."""
    known, missing = glossary(), []
    for model in ours():
        terms = re.findall(r"\(([^()]+)\)", inspect.getdoc(model) or "")
        if not any(term.lower() in known for term in terms):
            missing.append(f"{model.__name__}: {terms}")
    assert not missing


def test_one_english_word_for_one_term() -> None:
    words = list(glossary().values())
    assert len(words) == len(set(words))


def test_every_command_helps_and_is_documented() -> None:
    pages = "\n".join(path.read_text(encoding="utf-8") for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
    names = {name: app for name, app in get_commands().items() if str(app).startswith("trienkhai")}
    assert names
    assert not [name for name, app in names.items() if not load_command_class(str(app), name).help]
    assert not [name for name in names if f"trienkhai {name}" not in pages]


def test_migrations_are_linear_and_named() -> None:
    loader = MigrationLoader(None)
    rooms = {config.label for config in apps.get_app_configs() if config.name.startswith("trienkhai.")}
    names = sorted(key for key in loader.disk_migrations if key[0] in rooms)
    assert not loader.detect_conflicts()
    assert not [name for _room, name in names if not re.fullmatch(r"\d{4}_[a-z][a-z0-9_]+", name) or "_auto_" in name]
    for room in rooms:
        numbers = [int(name[:4]) for label, name in names if label == room]
        assert numbers == list(range(1, len(numbers) + 1)), room
