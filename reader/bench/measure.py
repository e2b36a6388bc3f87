"""What is promised of the reader, and how it is taken. Speeds are of one core: processor seconds, not those of the clock."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import process_time


class NotMeasured(Exception):  # noqa: N818 - an answer, not a fault
    """A figure cannot be taken here; the message says why."""


def say(words: str) -> None:
    """Beside the figures, never among them."""
    sys.stderr.write(f"{words}\n")


@dataclass(frozen=True, slots=True)
class Promise:
    """A figure, its target (at most, or `at_least`), and the function that takes it."""

    name: str
    unit: str
    target: float
    take: Callable[[], float]
    at_least: bool = False

    def line(self) -> dict[str, object]:
        """The figure as it is printed; null when it could not be taken."""
        found: dict[str, object] = {"name": self.name, "figure": None, "unit": self.unit, "target": self.target, "met": None}
        try:
            value = self.take()
        except NotMeasured as reason:
            say(f"chưa đo {self.name}: {reason}")
            return found
        except Exception as error:  # noqa: BLE001 - one figure that fails must not hide the others
            say(f"hỏng {self.name}: {type(error).__name__}: {error}")
            return {**found, "met": False}
        met = value >= self.target if self.at_least else value <= self.target
        return {**found, "figure": float(f"{value:.3g}"), "met": met}


def seconds(act: Callable[[], object], count: int = 5) -> float:
    """Processor seconds of one run, the middle of `count`."""
    taken = []
    for _n in range(count):
        began = process_time()
        act()
        taken.append(process_time() - began)
    return median(taken)


CHILD = """
import json, resource, sys, time
began = time.process_time()
{body}
taken = time.process_time() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:  # on Linux a process inherits that figure from the one that started it; this one is its own
    with open("/proc/self/status", encoding="ascii") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
except (OSError, StopIteration):
    pass
print(json.dumps([taken, peak / 1024]))
"""


def child(body: str, limit: float = 300) -> tuple[float, float]:
    """(processor seconds, megabytes at the most) of a fresh interpreter that runs `body`.

    It may keep its bytecode, as an installed package has it: where that is switched off, every start would compile all sources again.
    """
    line = [sys.executable, "-c", CHILD.format(body=body)]
    settings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    try:
        done = subprocess.run(line, capture_output=True, text=True, timeout=limit, check=False, env=settings)  # noqa: S603 - our own interpreter
    except subprocess.TimeoutExpired as late:
        raise TimeoutError(f"not done after {limit:.0f} s") from late
    if done.returncode:
        raise RuntimeError(done.stderr.strip()[-300:])
    taken, memory = json.loads(done.stdout)
    return taken, memory
