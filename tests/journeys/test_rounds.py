"""A round: the clerk writes, over a broken connection; the head approves, the office returns, then accepts; the next one is prefilled."""

from __future__ import annotations

import uuid
from typing import Any

from playwright.sync_api import expect

from tests.journeys.walk import Walk
from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person
from trienkhai.core import clock
from trienkhai.plans.models import Obligation
from trienkhai.plans.services import open_due_periods, report_progress
from trienkhai.reporting.models import Submission


def submission() -> Submission:
    """The demonstration clerk's own unit's; its work is reported."""
    clerk = Person.objects.filter(roles__role=Role.REPORTER).earliest("pk")
    row = Submission.objects.get(unit__roles__person=clerk)
    owed = Obligation.objects.filter(unit_id=row.unit_id, duty__in=("lead", "execute"), state="not_started")
    for work in owed:
        report_progress(actor=clerk, obligation_id=work.pk, form_key=uuid.uuid4(), state="done", text="Đã làm xong.")
    return row


def test_a_report_from_the_clerk_to_acceptance(open_walk: Any, issued: Any, at: Any) -> None:
    del issued
    at("2026-12-20T09:00")
    row, walk = submission(), open_walk()
    write(walk)
    send(walk, row)
    decide(walk, row)
    row.refresh_from_db()
    assert (row.state, row.editions.count(), row.said["s1"]) == ("accepted", 2, "Nền nếp tốt, 24 lớp đủ tủ sách.")
    at("2027-03-20T09:00")
    again(walk, row)


def write(walk: Walk) -> None:
    """What is typed is saved by itself; without a connection it waits in the browser."""
    page = walk.page
    walk.enter("reporter")
    walk.click(page.locator("#to-submit ~ * th a").first)
    walk.sound()
    page.get_by_label("Tình hình chung").fill("Nền nếp tốt.")
    expect(page.locator("#luu")).to_contain_text("Đã lưu")
    page.context.set_offline(True)
    page.get_by_label("Tình hình chung").fill("Nền nếp tốt, 24 lớp.")
    expect(page.locator("#luu")).to_contain_text("Mất kết nối")
    walk.faults.clear()  # the browser says that the network is gone, as it should
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_label("Tình hình chung")).to_have_value("Nền nếp tốt, 24 lớp.")
    expect(page.locator("#luu")).to_contain_text("Đã lưu")
    walk.press("Trình thủ trưởng")
    assert walk.says("Đã trình thủ trưởng")
    walk.sound()


def send(walk: Walk, row: Submission) -> None:
    """The head approves; the office returns it with a remark."""
    walk.enter("head")
    walk.go(f"/bao-cao/nop/{row.pk}/")
    walk.press("Duyệt và gửi")
    assert walk.says("Đã gửi báo cáo")
    walk.enter("specialist")
    walk.click(walk.page.locator("section[aria-labelledby=to-receive] li a").first)
    walk.page.get_by_label("Ý kiến").fill("Bổ sung số lớp có tủ sách.")
    walk.press("Trả lại để bổ sung")
    assert walk.says("Đã trả lại để đơn vị bổ sung")


def again(walk: Walk, row: Submission) -> None:
    """The next period shows what was written in this one, to be taken over."""
    open_due_periods(day=clock.today())
    following = Submission.objects.filter(unit=row.unit_id).latest("pk")
    walk.enter("reporter")
    walk.go(f"/bao-cao/nop/{following.pk}/")
    walk.page.locator("summary", has_text="Đã viết ở").first.click()
    walk.follow("Chép xuống để sửa")
    expect(walk.page.get_by_label("Tình hình chung")).to_have_value("Nền nếp tốt, 24 lớp đủ tủ sách.")


def decide(walk: Walk, row: Submission) -> None:
    """The clerk completes it, the head sends it again, the office looks at the round, the regime and what was sent, and accepts."""
    walk.enter("head")
    walk.go(f"/bao-cao/nop/{row.pk}/")
    assert walk.says("Bổ sung số lớp có tủ sách.")
    walk.page.get_by_label("Tình hình chung").fill("Nền nếp tốt, 24 lớp đủ tủ sách.")
    walk.press("Duyệt và gửi")
    walk.enter("specialist")
    walk.go("/bao-cao/dot/")
    walk.sound()
    walk.click(walk.page.locator("#rounds ~ * th a").first)
    walk.sound()
    walk.follow("Chế độ báo cáo")
    walk.sound()
    walk.go(f"/bao-cao/nop/{row.pk}/")
    walk.follow("Bản gửi lần 2")
    walk.sound()
    walk.go(f"/bao-cao/nop/{row.pk}/")
    walk.press("Chấp nhận")
    assert walk.says("Đã chấp nhận")
