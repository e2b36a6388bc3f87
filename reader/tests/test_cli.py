"""The command: the same as the library, Vietnamese words for everything that goes wrong, exit status as promised."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import vanban
from test_contract import PLAN
from vanban.cli import main, parser, reference


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "ke-hoach.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_read_json_is_what_the_library_gives(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "--json", str(plan)]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(vanban.to_json(vanban.read(plan))))


def test_read_prints_a_summary(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(plan)]) == 0
    out = capsys.readouterr().out
    for words in (
        "KẾ HOẠCH  ·  số (để trống)  ·  ký hiệu KH-SGDĐT  ·  An Bình, 2026-03",
        "Cơ quan ban hành: SỞ GIÁO DỤC VÀ ĐÀO TẠO (UBND TỈNH AN BÌNH)",
        "Trích yếu: Phát triển thư viện trường học năm 2026",
        "Người ký: KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC, Lê Thị Hoa",
        "Phòng Giáo dục tiểu học (thực hiện)",
        "thời hạn: Quý II năm 2026",
        "Kế hoạch số 12/KH-UBND ngày 05/01/2026 — Ủy ban nhân dân tỉnh, thực hiện, 1 lần",
    ):
        assert words in out


def test_check_prints_like_a_compiler_and_ends_with_one_on_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "loi.txt"
    bad.write_text(PLAN.replace("12/KH-UBND", "12/ KH-UBND"), encoding="utf-8")
    status = main(["check", str(bad)])
    lines = capsys.readouterr().out.splitlines()
    findings = vanban.check(bad)
    assert len(lines) == len(findings)
    assert status == int(any(f.severity == "error" for f in findings))
    (line,) = [line for line in lines if "symbol_spacing" in line]
    place, _, rest = line.partition(": ")
    assert place == f"{bad}:10:23"
    assert rest.startswith("error [citations.symbol_spacing] ")
    assert " — 12/KH-UBND" in rest


def test_check_of_a_document_without_errors_ends_with_zero(tmp_path: Path) -> None:
    good = tmp_path / "tot.txt"
    good.write_text("Thư viện mở cửa cả ngày.", encoding="utf-8")
    assert not any(finding.severity == "error" for finding in vanban.check(good))
    assert main(["check", str(good)]) == 0


def test_cite_a_file_and_a_folder(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cite", str(plan)]) == 0
    one = capsys.readouterr().out
    assert main(["cite", str(plan.parent), "--graph", str(plan.parent / "ra.svg")]) == 0
    assert capsys.readouterr().out == one
    assert "Kế hoạch 12/KH-UBND, 05/01/2026, Ủy ban nhân dân tỉnh (1 lần)" in one
    assert (plan.parent / "ra.svg").read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize(("name", "start"), [("ra.html", b"<!DOCTYPE"), ("ra.docx", b"PK")])
def test_annotate_writes_what_the_library_gives(plan: Path, name: str, start: bytes) -> None:
    out = plan.parent / name
    assert main(["annotate", str(plan), "-o", str(out)]) == 0
    assert out.read_bytes().startswith(start)
    if name.endswith("html"):
        assert out.read_bytes() == vanban.annotate(vanban.read(plan))


@pytest.mark.parametrize(("name", "start"), [("ra.docx", b"PK"), ("ra.xml", b"<?xml")])
def test_write_takes_a_document_or_its_json(plan: Path, name: str, start: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    main(["read", "--json", str(plan)])
    kept = plan.with_suffix(".json")
    kept.write_text(capsys.readouterr().out, encoding="utf-8")
    made = []
    for source in (plan, kept):
        assert main(["write", str(source), "-o", str(plan.parent / name)]) == 0
        made.append((plan.parent / name).read_bytes())
    assert made[0].startswith(start)
    if name.endswith("xml"):
        assert made[0] == made[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["read", "khong-co.txt"], "Không có tệp hay thư mục «khong-co.txt»"),
        (["read", "."], "là thư mục"),
        (["cite", "trong"], "không có văn bản nào"),
        (["read", "rong.txt"], "rỗng"),
        (["annotate", "tot.txt", "-o", "ra.png"], "html hoặc docx"),
        (["write", "tot.txt", "-o", "ra.odt"], "docx, xml"),
        (["write", "tot.txt", "-o", "khong/co/ra.docx"], "Không có tệp hay thư mục"),
        (["cite", "tot.txt", "--graph", "ra.png"], ".graphml"),
    ],
)
def test_what_cannot_be_done_is_said_in_vietnamese(
    arguments: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "trong").mkdir()
    (tmp_path / "rong.txt").write_bytes(b"")
    (tmp_path / "tot.txt").write_text(PLAN, encoding="utf-8")
    assert main(arguments) == 1
    shown = capsys.readouterr().err
    assert shown.startswith("vanban: ")
    assert words in shown
    assert "Traceback" not in shown


@pytest.mark.parametrize(
    ("arguments", "words"),
    [([], "còn thiếu LỆNH"), (["read"], "còn thiếu TỆP"), (["doc", "a"], "không có lựa chọn"), (["read", "a", "--la"], "không hiểu --la")],
)
def test_wrong_usage_ends_with_two(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    shown = capsys.readouterr().err
    assert words in shown
    assert shown.startswith("cách dùng: vanban")


def test_standard_input_is_read(plan: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "vanban.cli", "read", "-"], input=PLAN.encode(), capture_output=True, check=True)
    assert "Phát triển thư viện trường học" in done.stdout.decode()


def test_a_closed_pipe_is_no_error(plan: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "vanban.cli", "read", "--json", str(plan)], stdout=closed, stderr=subprocess.PIPE, check=False
        )
    assert (done.returncode, done.stderr) == (0, b"")


def test_every_command_is_in_the_manual_and_tested() -> None:
    verbs = next(action for action in parser()._actions if action.dest == "verb").choices
    assert list(verbs) == ["read", "check", "cite", "annotate", "write"]
    manual = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    assert reference() in manual
    tests = Path(__file__).read_text(encoding="utf-8")
    assert [verb for verb in verbs if f'main(["{verb}"' not in tests] == []
