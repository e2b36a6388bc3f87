"""A peer measured in the same run, installed apart from the project in an environment that is thrown away."""

from __future__ import annotations

import subprocess
import tempfile
import venv
from functools import cache
from pathlib import Path

from bench import texts
from bench.measure import NotMeasured, Promise, say
from bench.speed import MB, text_speed

EYECITE = "eyecite==2.7.6"
CITING = """
import pathlib, sys, time
from eyecite import get_citations
text = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
get_citations(text)
taken = []
for _n in range(3):
    began = time.process_time()
    get_citations(text)
    taken.append(time.process_time() - began)
print(sorted(taken)[1])
"""


@cache
def eyecite_speed() -> float:
    """MB a second of eyecite, which finds citations alone, on an own plan."""
    with tempfile.TemporaryDirectory(prefix="vanban-peers-") as folder:
        home = Path(folder)
        venv.create(home / "venv", with_pip=True)
        python = home / "venv" / "bin" / "python"
        pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", EYECITE]
        try:
            subprocess.run(pip, check=True, capture_output=True, text=True, timeout=240)  # noqa: S603
        except (subprocess.SubprocessError, OSError) as error:
            raise NotMeasured(f"không cài được {EYECITE}: {str(getattr(error, 'stderr', '') or error).strip()[-200:]}") from error
        plan = home / "plan.txt"
        plan.write_text(texts.plan(MB), encoding="utf-8")
        done = subprocess.run([str(python), "-c", CITING, str(plan)], check=True, capture_output=True, text=True, timeout=300)  # noqa: S603
    speed = plan_size() / MB / float(done.stdout)
    say(f"eyecite: {speed:.3g} MB/s")
    return speed


def plan_size() -> int:
    """Bytes of the plan that peers read."""
    return len(texts.plan(MB).encode())


PROMISES = (Promise("reader.text_times_eyecite", "lần", 10, lambda: text_speed() / eyecite_speed(), at_least=True),)
