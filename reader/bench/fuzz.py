"""10,000 mutations of small documents: each is read or refused with a reason, within seconds; nothing else happens."""

from __future__ import annotations

import random
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache

from bench import pdfs, texts
from bench.measure import Promise, say

COUNT, CHUNK, PATIENCE = 10_000, 250, 20
KINDS = ("txt",) * 10 + ("md",) * 4 + ("docx",) * 5 + ("pdf",)


@cache
def samples() -> dict[str, bytes]:
    """What is mutated."""
    plan = texts.plan(1_500).encode()
    return {
        "txt": plan,
        "md": plan.replace("II. NHIỆM VỤ".encode(), "## NHIỆM VỤ".encode()),
        "docx": texts.docx(1_500),
        "pdf": pdfs.pdf(1, fallback=True),
    }


def mutated(number: int) -> tuple[str, bytes]:
    """One mutation: bytes changed, cut out, doubled, moved or swapped for awkward ones; the same number gives the same file."""
    dice = random.Random(number)  # noqa: S311 - repeatable on purpose
    kind = KINDS[number % len(KINDS)]
    data = bytearray(samples()[kind])
    awkward = (
        b"\x00",
        b"\xff\xfe",
        "\u0301".encode(),
        b"\r",
        b"1." * 50,
        b"(" * 80,
        "\u200b".encode(),
        b"9" * 60,
        "ngày 99/99/9999".encode(),
        b"<w:p>",
    )
    for _n in range(dice.randint(1, 8)):
        at, size = dice.randrange(len(data) + 1), dice.randint(1, 60)
        act = dice.randrange(5)
        if act == 0:
            data[at : at + 1] = bytes([dice.randrange(256)])
        elif act == 1:
            del data[at : at + size]
        elif act == 2:
            data[at:at] = data[at : at + size] * dice.randint(1, 20)
        elif act == 3:
            data[at:at] = dice.choice(awkward)
        else:
            data = data[at:] + data[:at]
    return kind, bytes(data)


def _late(*_: object) -> None:
    raise TimeoutError


def read_chunk(first: int) -> list[tuple[int, str]]:
    """(number, what went wrong) among CHUNK mutations."""
    import vanban

    signal.signal(signal.SIGALRM, _late)
    wrong = []
    for number in range(first, first + CHUNK):
        kind, data = mutated(number)
        signal.alarm(PATIENCE)
        try:
            document = vanban.read(data, name=f"plan.{kind}")
            if any(document.text[task.start : task.end] != task.text for task in document.tasks):
                wrong.append((number, "offsets"))
        except vanban.VanbanError:
            pass
        except BaseException as error:  # noqa: BLE001 - a crash of any kind is what is looked for
            wrong.append((number, f"{type(error).__name__}: {error}"))
        finally:
            signal.alarm(0)
    return wrong


def faults() -> float:
    """How many of COUNT mutations crashed, hung or gave wrong offsets."""
    wrong: list[tuple[int, str]] = []
    for first in range(0, COUNT, CHUNK * 8):
        with ProcessPoolExecutor(2) as pool:
            running = [(at, pool.submit(read_chunk, at)) for at in range(first, min(first + CHUNK * 8, COUNT), CHUNK)]
            for at, done in running:
                try:
                    wrong += done.result()
                except BrokenProcessPool:
                    wrong.append((at, "the process died"))
    for number, reason in wrong[:20]:
        say(f"fuzz {number} ({KINDS[number % len(KINDS)]}): {reason}")
    return float(len(wrong))


PROMISES = (Promise("reader.fuzz_10000", "lỗi", 0, faults),)
