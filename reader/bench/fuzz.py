"""10,000 mutations of small documents: each is read or refused with a reason, within seconds; nothing else happens."""

from __future__ import annotations

import io
import random
import signal
import zipfile
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache

from bench import pdfs, texts
from bench.measure import Promise, say

COUNT, CHUNK, PATIENCE = 10_000, 250, 20
# "docx.xml" and "odt.xml" are mutated inside the archive, where a changed byte is a changed document and not a broken checksum.
KINDS = ("txt",) * 5 + ("md",) * 2 + ("docx.xml",) * 4 + ("odt.xml", "html", "html", "rtf", "rtf", "old", "docx", "pdf", "pdf")


@cache
def samples() -> dict[str, bytes]:
    """What is mutated."""
    text = texts.plan(1_500)
    plan = text.encode()
    rows = "".join(f"<tr><td rowspan=2>{at}<td colspan=2>{texts.work(at)}</tr>" for at in range(5))
    return {
        "txt": plan + b"TT\tN\xe1\xbb\x99i dung\t\xc4\x90\xc6\xa1n v\xe1\xbb\x8b\n1\tA\tB\n\f  2\n| a | b |\n| 1 | 2 |\n",
        "md": plan.replace("II. NHIỆM VỤ".encode(), "## NHIỆM VỤ".encode()) + "| TT | Nội dung |\n|---|---|\n| 1 | **Đọc** |\n".encode(),
        "docx": texts.docx(1_500),
        "docx.xml": texts.rich_docx(),
        "odt.xml": texts.odt(text),
        "html": f"<html><body><p>{text.replace(chr(10), '<p>')}<ol type=a><li>A<ul><li>B</ol><table>{rows}</table></html>".encode(),
        "rtf": texts.rtf(text),
        "old": text.encode("cp1258", errors="replace"),
        "pdf": pdfs.pdf(1, fallback=True),
    }


def mutated(number: int) -> tuple[str, bytes]:
    """One mutation: bytes changed, cut out, doubled, moved or swapped for awkward ones; the same number gives the same file."""
    dice = random.Random(number)  # noqa: S311 - repeatable on purpose
    kind = KINDS[number % len(KINDS)]
    name, inside, _ = kind.partition(".")
    if not inside:
        return name if name != "old" else "txt", _spoilt(samples()[kind], dice)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(samples()[kind])) as whole, zipfile.ZipFile(out, "w") as package:
        parts = [part for part in whole.namelist() if part.endswith(".xml") and "/_rels/" not in part and part[0] != "["]
        struck = dice.choice([*parts[:1] * 3, *parts])
        for part in whole.namelist():
            body = whole.read(part)
            package.writestr(texts.part(part), _spoilt(body, dice) if part == struck else body)
    return name, out.getvalue()


def _spoilt(given: bytes, dice: random.Random) -> bytes:
    data = bytearray(given)
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
        b"</w:tc>",
        b"<w:tbl><w:tr><w:tc>",
        b"</w:p>",
        b'<w:numId w:val="7"/>',
        b"\\cell ",
        b"<td rowspan=99999>",
        b"|",
        b"\t",
        b"\f",
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
    return bytes(data)


def misplaced(document: object) -> bool:
    """Whether any value of a reading stands elsewhere than it says."""
    import vanban

    reading = vanban.to_json(document)
    text, pending = reading["text"], list(reading.values())
    while pending:
        node = pending.pop()
        if isinstance(node, list):
            pending.extend(node)
        elif isinstance(node, dict):
            pending.extend(node.values())
            if "start" in node and not 0 <= node["start"] <= node["end"] <= len(text):
                return True
            if {"start", "end", "text"} <= node.keys() and text[node["start"] : node["end"]] != node["text"]:
                return True
    return False


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
            if misplaced(document):
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
