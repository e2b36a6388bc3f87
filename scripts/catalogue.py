"""The English catalogue: take up new Vietnamese message ids, compile; with --check say what is missing and change nothing."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ROOT / "trienkhai"
PO = PROJECT / "locale" / "en" / "LC_MESSAGES" / "django.po"
DATES = re.compile(r'^"(?:POT-Creation-Date|PO-Revision-Date): .*\n', re.MULTILINE)


def extract() -> str:
    """The catalogue as the sources ask for it now."""
    line = [sys.executable, "-m", "django", "makemessages", "-l", "en", "--no-location", "--no-obsolete", "-v", "0", "-i", "tests"]
    subprocess.run(line, cwd=PROJECT, check=True)
    text = DATES.sub("", PO.read_text(encoding="utf-8"))
    PO.write_text(text, encoding="utf-8")
    return text


def compiled(po: Path) -> bytes:
    """The machine form; msgfmt refuses placeholders that differ."""
    with tempfile.TemporaryDirectory() as aside:
        out = Path(aside) / "out.mo"
        subprocess.run(["msgfmt", "--check-format", "-o", str(out), str(po)], check=True)
        return out.read_bytes()


def missing(text: str) -> list[str]:
    """Message ids without a translation, or with one to be looked at again."""
    out = []
    for entry in text.split("\n\n")[1:]:
        said = "".join(re.findall(r'"(.*)"', entry.partition("msgstr")[2]))
        if "msgid" in entry and (not said or "#, fuzzy" in entry):
            out.append("".join(re.findall(r'"(.*)"', entry.partition("msgstr")[0])))
    return out


def main(*, check: bool) -> int:
    """0 when the catalogue is whole."""
    if shutil.which("xgettext") is None:
        sys.stderr.write("CHÚ Ý: chưa đối chiếu danh mục tiếng Anh: thiếu gettext (apt install gettext).\n")
        return 0
    before = PO.read_text(encoding="utf-8")
    after = extract()
    machine = PO.with_suffix(".mo")
    if check:
        PO.write_text(before, encoding="utf-8")
        stale = before != after or not machine.exists() or compiled(PO) != machine.read_bytes()
    else:
        machine.write_bytes(compiled(PO))
        stale = False
    left = missing(after)
    sys.stderr.writelines(f"Chưa dịch: {words}\n" for words in left)
    if stale:
        sys.stderr.write("Danh mục tiếng Anh chưa theo kịp mã nguồn: chạy scripts/fix rồi dịch phần còn thiếu.\n")
    return 1 if left or stale else 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv))
