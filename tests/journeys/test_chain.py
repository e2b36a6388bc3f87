"""The whole chain: a document comes in, becomes work, is done, is late, and becomes the official report."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import docx
import openpyxl
import vanban

from tests.journeys.walk import Walk
from trienkhai.accounts import services as accounts
from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person
from trienkhai.plans.models import Obligation, Task
from trienkhai.units import selectors as units

SAID = "Đã rà soát toàn bộ khuôn viên và lập danh mục gồm 12 hạng mục cần sửa."
DIFFICULTY = "Chưa bố trí được kinh phí sửa tường rào phía sau."


def test_from_a_document_to_its_report(open_walk: Any, plan_file: Path, at: Any, tmp_path: Path) -> None:
    walk: Walk = open_walk()
    upload_and_review(walk, plan_file)
    bind(walk)
    plan_at = issue(walk, old=plan_file.suffix == ".txt")
    key = dated_key()
    first, second, third = clerks(key)
    report(walk, first, key, state="Đã hoàn thành", difficulty=DIFFICULTY, evidence=evidence_file(tmp_path))
    report(walk, second, key, state="Đang thực hiện")
    who_has_not(walk, plan_at, third, still=True)
    at("2027-01-11T08:30")
    report(walk, third, key, state="Đã hoàn thành")
    look_at_board(walk, plan_at, key)
    write_report(walk, plan_at, plan_file)
    assert walk.faults == []


def upload_and_review(walk: Walk, file: Path) -> None:
    page = walk.page
    walk.enter("specialist")
    walk.sound()
    walk.go("/van-ban/tai-len/")
    walk.sound()
    page.get_by_label("Tệp văn bản").set_input_files(file)
    walk.press("Tải lên và đọc")
    walk.sound()
    walk.follow("Rà soát", exact=True)
    walk.sound()
    review(walk)
    walk.press("Xác nhận tất cả")
    walk.press("Kết thúc rà soát")
    assert walk.says("nhiệm vụ đã xác nhận")
    walk.sound()


def review(walk: Walk) -> None:
    """Click on either side and the other comes; accept one, correct one, drop one that an earlier click restored."""
    page = walk.page
    cards = page.locator(".proposal")
    last = cards.last
    last.locator("h3").click()
    place = page.locator(f"#tai-{last.get_attribute('data-ref')}")
    page.wait_for_function(
        "id => { const r = document.getElementById(id).getBoundingClientRect(); return r.top > 0 && r.bottom < innerHeight }",
        arg=place.get_attribute("id"),
    )
    mark = page.locator(".doc-text .mark-task").first
    mark.click()
    assert page.locator(".proposal.is-current").count() == 1
    assert page.locator(".doc-text .mark-unit").count() > 0
    assert page.locator(".doc-text .mark-time").count() > 0
    cards.nth(0).get_by_role("button", name="Xác nhận").click()
    cards.nth(0).get_by_text("Đã xác nhận").wait_for()
    cards.nth(1).get_by_role("button", name="Bỏ").click()
    cards.nth(1).get_by_role("button", name="Quyết định lại").click()
    cards.nth(1).get_by_role("button", name="Bỏ").wait_for()
    walk.click(cards.nth(2).get_by_role("link", name="Sửa, tách, gộp"))
    walk.sound()
    page.get_by_label("Sản phẩm").first.fill("Báo cáo bằng văn bản")
    walk.press("Lưu", exact=True)
    assert page.locator(".said", has_text="Máy đọc").count() >= 1


def bind(walk: Walk) -> None:
    """One click where a group or unit bears the very name; the rest is found, chosen or left open."""
    page = walk.page
    walk.go(page.url.removeprefix(walk.base) + "don-vi/")
    walk.sound()
    assert page.locator(".todo").count() > 0
    while page.locator("tbody form button").count():
        walk.click(page.locator("tbody form button").first)
    asked = False
    while (waiting := page.locator("tbody tr", has=page.locator(".todo", has_text="chưa gắn"))).count():
        walk.click(waiting.first.get_by_role("link"))
        if not asked:
            walk.sound()
            asked = True
            page.get_by_label("Tìm đơn vị").fill("van phong so")
            page.locator("#don-vi-tim-thay").get_by_text("Văn phòng Sở").click()
            page.get_by_label("Các đơn vị chọn dưới đây").check()
        else:
            page.get_by_label("Để ngỏ").check()
        walk.press("Ghi nhớ")
    assert walk.says("Mọi cụm từ đã có câu trả lời")


def issue(walk: Walk, *, old: bool) -> str:
    """The specialist prepares, the leader issues; an old plan takes its own day, and a past period is opened for it. The plan's address."""
    page = walk.page
    walk.press("Lập kế hoạch từ văn bản này")
    walk.sound()
    plan_at = page.url.removeprefix(walk.base)
    assert page.get_by_role("link", name="Ban hành…").count() == 0
    walk.enter("leader")
    walk.sound()
    walk.follow("Mở kế hoạch chờ ban hành")
    walk.follow("Ban hành…")
    walk.sound()
    if old:
        page.get_by_label("Ngày kế hoạch có hiệu lực").fill("2023-02-15")
        page.keyboard.press("Tab")
        page.get_by_label("Quý III/2026").check()
        page.get_by_label("Mở trong kỳ hiện tại").check()
    assert walk.says("chu kỳ: quý")
    button = page.get_by_role("button", name="Ban hành", exact=True)
    button.dblclick()
    page.wait_for_url("**/theo-doi/")
    assert walk.says("Đã ban hành kế hoạch")
    walk.sound()
    return plan_at


def dated_key() -> str:
    """A task with a day that lies ahead, given to schools."""
    rows = Task.objects.filter(schedule="once", obligations__unit__code__startswith="THPT", obligations__due__gt="2026-11-24")
    return str(rows.order_by("obligations__due", "order").values_list("key", flat=True)[0])


def clerks(key: str) -> tuple[Person, Person, Person]:
    """The clerk of the demonstration's school, and two more of other schools."""
    first = Person.objects.get(username="truong")
    own = first.roles.get().unit_id
    others = sorted(
        Obligation.objects.filter(task__key=key, unit__code__startswith="THPT").exclude(unit_id=own).values_list("unit_id", flat=True)
    )
    made = []
    for unit_id in others[:2]:
        person = accounts.create_person(actor=None, unit_id=unit_id, username=f"truong-{unit_id}", full_name=f"Hoàng Thị Mai {unit_id}")
        accounts.give_role(actor=None, person_id=person.pk, unit_id=unit_id, role=Role.REPORTER)
        made.append(person)
    return first, made[0], made[1]


def evidence_file(folder: Path) -> Path:
    path = folder / "bien-ban.txt"
    path.write_text("Biên bản kiểm tra khuôn viên nhà trường.", encoding="utf-8")
    return path


def report(walk: Walk, clerk: Person, key: str, *, state: str, difficulty: str = "", evidence: Path | None = None) -> None:
    """From the home page: the inbox, the task, what was done; acknowledged on the way."""
    page = walk.page
    walk.enter_as(clerk)
    walk.sound()
    walk.follow("Mở việc của tôi")
    walk.sound()
    walk.click(page.locator("tbody th a", has_text=key).first)
    walk.sound()
    walk.press("Xác nhận đã nhận việc")
    page.get_by_label(state).check()
    page.get_by_label("Nội dung đã thực hiện").fill(SAID)
    page.get_by_label("Khó khăn, vướng mắc").fill(difficulty)
    if evidence:
        page.get_by_label("Minh chứng").set_input_files(evidence)
    walk.press("Gửi báo cáo")
    assert walk.says("Đã ghi báo cáo")


def who_has_not(walk: Walk, plan_at: str, clerk: Person, *, still: bool) -> None:
    walk.enter("specialist")
    walk.go(f"{plan_at}chua-bao-cao/")
    walk.sound()
    assert walk.page.locator("tbody tr").count() > 0
    name = units.get_unit(unit_id=clerk.roles.get().unit_id).name
    assert walk.says(name) is still


def look_at_board(walk: Walk, plan_at: str, key: str) -> None:
    """One on time, one late, the rest overdue; from the figure down to the report and up to the sentence."""
    page = walk.page
    walk.enter("leader")
    walk.sound()
    period = Obligation.objects.filter(task__key=key).values_list("period_id", flat=True).first()
    walk.go(f"{plan_at}theo-doi/?ky={period}")
    walk.sound()
    line = page.locator("tbody tr", has=page.get_by_role("link", name=key, exact=True)).first
    on_time, late, in_time, overdue = line.locator("td.num").all_inner_texts()[:4]
    owed = Obligation.objects.filter(task__key=key, period_id=period, duty__in=["lead", "execute"]).count()
    assert (on_time, late, in_time) == ("1", "1", "0")
    assert int(overdue) == owed - 2
    assert walk.says("Thường xuyên có minh chứng")
    walk.click(line.locator("td.num a").first)
    walk.sound()
    walk.click(page.locator("tbody th a").first)
    walk.sound()
    assert walk.says(SAID)
    assert walk.says(DIFFICULTY)
    assert page.get_by_role("link", name="bien-ban.txt").count() == 1
    walk.follow("mở văn bản ở chỗ này")
    assert page.locator(".doc-text .is-current").count() > 0
    branch = page.locator("a[href*='/nhanh/']")
    walk.go(f"{plan_at}theo-doi/?ky={period}")
    walk.click(branch.first)
    walk.sound()
    walk.click(page.locator("a[href*='/theo-doi/don-vi/']").first)
    walk.sound()


def write_report(walk: Walk, plan_at: str, plan_file: Path) -> None:
    """The official document, opened: its form, its figures, what the unit said; and the reader reads it back."""
    page = walk.page
    walk.enter("specialist")
    period = Obligation.objects.filter(progress__text=SAID).values_list("period_id", flat=True).first()
    walk.go(f"{plan_at}theo-doi/?ky={period}")
    walk.follow("Lập báo cáo")
    walk.sound()
    walk.press("Chốt số liệu và lập báo cáo")
    page.get_by_role("link", name="Tải báo cáo .docx").wait_for()
    walk.sound()
    walk.click(page.get_by_role("link", name="đơn vị nêu").first)
    walk.sound()
    assert walk.says(SAID)
    page.go_back()
    written = walk.download("Tải báo cáo .docx")
    document = docx.Document(str(written))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    words = "\n".join([*(p.text for p in document.paragraphs), *cells])
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in words
    assert "BÁO CÁO" in words
    assert "Nơi nhận" in words
    assert SAID.rstrip(".") in words
    assert DIFFICULTY.rstrip(".") in words
    # What the plan itself got wrong stands in its quoted words; the report adds no error of its own.
    own = errors(Path(written)) - errors(plan_file)
    assert own == set()
    sheet = openpyxl.load_workbook(io.BytesIO(Path(walk.download("Tải số liệu .xlsx")).read_bytes()))
    assert sheet.worksheets[0].max_row > 3


def errors(path: Path) -> set[str]:
    """The rules that a document breaks, as the reader sees it."""
    return {finding.rule for finding in vanban.read(path.read_bytes()).findings if finding.severity == "error"}
