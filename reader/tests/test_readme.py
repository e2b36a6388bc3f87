"""The manual: every block of Python in it runs and answers what it says."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_the_blocks_of_the_manual_run() -> None:
    """In order, in one namespace, as a reader would type them."""
    names: dict[str, object] = {}
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(verbose=False)
    ran = 0
    for at, block in enumerate(BLOCKS):
        if block.startswith(">>>"):
            test = parser.get_doctest(block, names, f"README block {at}", None, 0)
            test.globs = names
            out: list[str] = []
            result = runner.run(test, out=out.append, clear_globs=False)
            assert result.failed == 0, "".join(out)
            ran += result.attempted
        else:
            exec(compile(block, f"README block {at}", "exec"), names)  # noqa: S102 - our own manual
    assert ran > 20


def test_the_manual_shows_every_verb() -> None:
    for verb in ("read", "check", "cite", "annotate", "write", "to_json", "from_json", "schema"):
        assert f"vanban.{verb}" in README or f"`{verb}`" in README
