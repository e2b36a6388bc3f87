"""Read Vietnamese administrative documents: structure, tasks, units, times, citations and findings, each with its span.

>>> import vanban
>>> document = vanban.read(b"KE HOACH", name="x.txt")
>>> document.text
'KE HOACH'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = ["VanbanError", "__version__", "check", "read", "to_json", "write"]
__version__ = "0.1.0"

_HOMES = {
    "VanbanError": ("vanban.errors", "VanbanError"),
    "check": ("vanban.verbs", "check"),
    "read": ("vanban.reading", "read"),
    "to_json": ("vanban.contract", "to_json"),
    "write": ("vanban.writing.docx", "write"),
}

if TYPE_CHECKING:
    from vanban.contract import to_json
    from vanban.errors import VanbanError
    from vanban.reading import read
    from vanban.verbs import check
    from vanban.writing.docx import write


def __getattr__(name: str) -> Any:
    # Each verb is imported when first used, so that `import vanban` costs milliseconds.
    if name not in _HOMES:
        raise AttributeError(f"module 'vanban' has no attribute {name!r}")
    from importlib import import_module

    home, attribute = _HOMES[name]
    return getattr(import_module(home), attribute)
