"""A peer measured in the same run, installed apart from the project in an environment that is thrown away."""

from __future__ import annotations

import subprocess
import tempfile
import venv
from functools import cache
from pathlib import Path

from bench.measure import NotMeasured, Promise, say
from bench.speed import MB, text_speed

EYECITE, SIZE = "eyecite==2.7.6", 100_000
CITING = """
import pathlib, sys, time
from eyecite import get_citations
text = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
found = len(get_citations(text))
taken = []
for _n in range(3):
    began = time.process_time()
    get_citations(text)
    taken.append(time.process_time() - began)
print(found, sorted(taken)[1])
"""


@cache
def eyecite_speed() -> float:
    """MB a second of eyecite, which finds citations alone, on a text dense with those it knows: in a Vietnamese one it finds none."""
    with tempfile.TemporaryDirectory(prefix="vanban-peers-") as folder:
        home = Path(folder)
        venv.create(home / "venv", with_pip=True)
        python = home / "venv" / "bin" / "python"
        pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", EYECITE]
        try:
            subprocess.run(pip, check=True, capture_output=True, text=True, timeout=240)  # noqa: S603
        except (subprocess.SubprocessError, OSError) as error:
            raise NotMeasured(f"không cài được {EYECITE}: {str(getattr(error, 'stderr', '') or error).strip()[-200:]}") from error
        cases = home / "cases.txt"
        cases.write_text(opinion(SIZE), encoding="utf-8")
        done = subprocess.run([str(python), "-c", CITING, str(cases)], check=True, capture_output=True, text=True, timeout=300)  # noqa: S603
    found, taken = done.stdout.split()
    if int(found) < SIZE // 400:
        raise NotMeasured(f"{EYECITE} chỉ thấy {found} chỗ viện dẫn")
    speed = SIZE / MB / float(taken)
    say(f"eyecite: {speed:.3g} MB/s")
    return speed


def opinion(size: int) -> str:
    """English of `size` letters, with as many citations as our plans have."""
    return "".join(map(_sentence, range(size // 160)))[:size]


def _sentence(n: int) -> str:
    return (
        f"The county kept its library open on the terms of Smith v. Jones, {100 + n % 400} U.S. {n % 900 + 1}, {n % 900 + 3} (1994), "
        f"and the board paid for the books that the school lent, {n % 900 + 1} F.3d {n % 1300 + 1}.\n"
    )


PROMISES = (Promise("reader.text_times_eyecite", "lần", 10, lambda: text_speed() / eyecite_speed(), at_least=True),)
