"""Background work by name. A room registers a function in its `tasks.py`; services enqueue by name, so that no service imports upward.

Arguments are ids and plain values. Every job may run twice: it must look at the rows first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.module_loading import autodiscover_modules
from django_tasks import task

_REGISTRY: dict[str, Callable[..., None]] = {}


def register(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Name a function as background work: `@jobs.register("documents.read")`."""

    def keep(function: Callable[..., None]) -> Callable[..., None]:
        _REGISTRY[name] = function
        return function

    return keep


@task()  # type: ignore[untyped-decorator,unused-ignore]
def run(name: str, arguments: dict[str, Any]) -> None:
    """The one door of the worker."""
    if name not in _REGISTRY:
        autodiscover_modules("tasks")
    _REGISTRY[name](**arguments)


def enqueue(name: str, **arguments: Any) -> None:
    """Put work on the queue in the caller's transaction: it exists exactly when the caller's change does."""
    run.enqueue(name, arguments)
