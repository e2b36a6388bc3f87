"""The public face: its names, what importing it costs, what it needs."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import pytest
import vanban

FACE = [
    "Block", "Citation", "Document", "Finding", "Graph", "Heading", "Metadata", "OfficialDocument",
    "OutlineNode", "Paragraph", "SignatureBlock", "Signer", "Source", "Span", "Table", "Task",
    "Term", "Time", "UnitMention", "Value", "VanbanError", "__version__", "annotate", "check",
    "cite", "from_json", "read", "schema", "to_json", "write",
]  # fmt: skip


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def test_exported_names_are_these_and_sorted() -> None:
    assert vanban.__all__ == FACE
    assert dir(vanban) == FACE


@pytest.mark.parametrize("name", FACE)
def test_every_exported_name_is_there_and_documented(name: str) -> None:
    thing = getattr(vanban, name)
    if not isinstance(thing, str):
        assert (inspect.getdoc(thing) or "").strip()


def test_a_name_that_is_not_there_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'readd'"):
        _ = vanban.readd


def test_submodules_do_not_hide_the_verbs() -> None:
    code = "import vanban, vanban.annotation, vanban.resolve, vanban.reading, vanban.checks, vanban.writing.docx; "
    assert run(code + "print(all(callable(getattr(vanban, v)) for v in ('annotate', 'check', 'cite', 'read', 'write')))") == "True"


def test_importing_loads_no_heavy_library() -> None:
    code = "import sys, vanban; vanban.read(b'KE HOACH', name='a.txt'); "
    code += "print([m for m in ('lxml', 'docx', 'pypdfium2', 'django') if m in sys.modules])"
    assert run(code) == "[]"


def test_importing_takes_less_than_60_ms() -> None:
    code = "import time; a = time.process_time(); import vanban; print(time.process_time() - a)"
    assert min(float(run(code)) for _ in range(5)) < 0.06


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system tells no peak of memory in /proc")
def test_reading_text_needs_less_than_40_mb() -> None:
    text = "import vanban; vanban.read(('Thực hiện Kế hoạch số 1/KH-UBND ngày 01/02/2026.' * 50).encode(), name='a.txt'); "
    code = text + "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    assert int(run(code)) < 40 * 1024
