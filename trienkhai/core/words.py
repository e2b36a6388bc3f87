"""Names of journal verbs in Vietnamese. Each room names its own in its `choices`; core knows no room."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise

_VERBS: dict[str, str | Promise] = {}


def name_verbs(names: Mapping[str, str | Promise]) -> None:
    """Say what the verbs of a room are called on screen."""
    _VERBS.update(names)


def verb_label(verb: str) -> str:
    """What a journal verb is called; an unnamed verb is shown as it is."""
    return str(_VERBS.get(verb, verb))
