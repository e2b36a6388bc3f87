"""Lists of plans to take away whole, as their pages narrow them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trienkhai.core import clock, lists
from trienkhai.core.asked import day, whole
from trienkhai.core.lists import Cell, Sheet
from trienkhai.plans.selectors import comparing, decisions, difficulties, extensions
from trienkhai.plans.selectors.inbox import inbox

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person
    from trienkhai.plans.selectors.inbox import Work

Numbers = Sequence[int]
Asked = Mapping[str, str]


def _heads(*more: str) -> list[str]:
    return [_("Đơn vị"), _("Mục"), _("Nhiệm vụ"), _("Vai trò"), _("Hạn"), _("Trạng thái"), _("Thời hạn"), *more]


def _work(work: Work) -> list[Cell]:
    row, task = work.row, work.row.task
    words = " ".join(task.title.split())
    return [work.unit_name, task.key, words, work.duty_label, row.due, row.get_state_display(), work.timeliness_label]


def difficulty_sheet(viewer: Person, numbers: Numbers, asked: Asked) -> Sheet:
    """The difficulties of a plan."""

    def read(page: int) -> tuple[list[list[Cell]], int]:
        state, task_id = asked["tinh-trang"], whole(asked["nhiem-vu"])
        found = difficulties.difficulty_list(viewer=viewer, plan_id=numbers[0], state=state, task_id=task_id, page=page)
        rows: list[list[Cell]] = []
        for line in found.lines:
            row, said = line.row, line.answer.text if line.answer else ""
            state = row.get_state_display()
            rows.append([line.unit_name, row.task.key, row.text, line.units, clock.day_of(row.raised_at), row.due, state, said])
        return rows, found.page.paginator.num_pages

    heads = [_("Đơn vị"), _("Mục"), _("Vướng mắc"), _("Số đơn vị cùng nêu"), _("Nêu ngày"), _("Hạn trả lời"), _("Trạng thái"), _("Trả lời")]
    return Sheet("vuong-mac", _("Vướng mắc"), heads, lists.gather(read))


def extension_sheet(viewer: Person, numbers: Numbers, asked: Asked) -> Sheet:
    """The requests for more time on a plan."""

    def read(page: int) -> tuple[list[list[Cell]], int]:
        show = "all" if asked["xem"] == "tat-ca" else ""
        found = extensions.plan_extensions(viewer=viewer, plan_id=numbers[0], show=show, page=page)
        rows: list[list[Cell]] = []
        for line in found.lines:
            row, task = line.row, line.row.obligation.task
            said: list[Cell] = [row.old_due, row.until, row.reason, row.get_state_display(), row.granted_until, row.remark]
            rows.append([line.unit_name, task.key, " ".join(task.title.split()), *said])
        return rows, found.page.paginator.num_pages

    heads = [_("Đơn vị"), _("Mục"), _("Nhiệm vụ"), _("Hạn cũ"), _("Xin đến"), _("Lý do"), _("Trạng thái"), _("Cho đến"), _("Ý kiến")]
    return Sheet("gia-han", _("Đề nghị gia hạn"), heads, lists.gather(read))


def confirmation_sheet(viewer: Person, numbers: Numbers, asked: Asked) -> Sheet:
    """The work of a task that waits for confirmation."""

    def read(page: int) -> tuple[list[list[Cell]], int]:
        where = {"plan_period_id": whole(asked["ky"]), "task_id": whole(asked["nhiem-vu"])}
        found = decisions.confirm_page(viewer=viewer, plan_id=numbers[0], **where, page=page)
        rows = [[*_work(one.work), one.work.row.done_on, one.said.text if one.said else ""] for one in found.rows]
        return rows, found.page.paginator.num_pages if found.page else 1

    return Sheet("xac-nhan", _("Hoàn thành chờ xác nhận"), _heads(_("Hoàn thành ngày"), _("Đơn vị báo cáo")), lists.gather(read))


def suspension_sheet(viewer: Person, numbers: Numbers, asked: Asked) -> Sheet:
    """What is suspended, or may be."""

    def read(page: int) -> tuple[list[list[Cell]], int]:
        where = {"plan_period_id": whole(asked["ky"]), "task_id": whole(asked["nhiem-vu"])}
        choosing = asked["xem"] == "chon"
        found = decisions.suspend_page(viewer=viewer, plan_id=numbers[0], **where, choosing=choosing, page=page)
        rows = [[*_work(work), stop.text if stop else "", stop.until if stop else None] for work, stop in found.rows]
        return rows, found.page.paginator.num_pages

    return Sheet("tam-dung", _("Tạm dừng"), _heads(_("Lý do"), _("Dự kiến đến")), lists.gather(read))


def comparison_sheet(viewer: Person, numbers: Numbers, asked: Asked) -> Sheet:
    """What changed between two days."""

    def read(page: int) -> tuple[list[list[Cell]], int]:
        where = {"plan_period_id": whole(asked["ky"]), "task_id": whole(asked["nhiem-vu"]), "branch": _branch(asked["nhanh"])}
        days = {"first": day(asked["tu"]), "second": day(asked["den"])}
        found = comparing.compare(viewer=viewer, plan_id=numbers[0], **where, **days, page=page)  # type: ignore[arg-type]
        rows = [
            [*_work(one.work), one.was.row.due, one.was.row.get_state_display(), one.was.timeliness_label, "; ".join(one.kinds)]
            for one in found.moved
        ]
        return rows, found.page.paginator.num_pages

    heads = _heads(_("Hạn trước"), _("Trạng thái trước"), _("Thời hạn trước"), _("Thay đổi"))
    return Sheet("so-sanh", _("Thay đổi giữa hai ngày"), heads, lists.gather(read))


def works_at_sheet(viewer: Person, numbers: Numbers, asked: Asked) -> Sheet:
    """The works of a task as they stood on a day."""

    def read(page: int) -> tuple[list[list[Cell]], int]:
        where = {"plan_period_id": whole(asked["ky"]), "task_id": whole(asked["nhiem-vu"])}
        on, more = day(asked["ngay"]) or clock.today(), {"way": asked["tinh-trang"], "branch": _branch(asked["nhanh"])}
        found = comparing.works_at(viewer=viewer, plan_id=numbers[0], on=on, **where, **more, page=page)  # type: ignore[arg-type]
        return [[*_work(work), work.row.done_on] for work in found.works], found.page.paginator.num_pages

    return Sheet("tai-ngay", _("Việc tại một ngày"), _heads(_("Hoàn thành ngày")), lists.gather(read))


def inbox_sheet(viewer: Person, _numbers: Numbers, asked: Asked) -> Sheet:
    """The work of the viewer's units."""
    show = {"xong": "done", "tam-dung": "stopped"}.get(asked["xem"], "open")

    def read(page: int) -> tuple[list[list[Cell]], int]:
        found = inbox(viewer=viewer, show=show, page=page)
        return [[*_work(work), work.row.done_on] for work in found.works], found.page.paginator.num_pages

    return Sheet("viec-cua-toi", _("Việc của tôi"), _heads(_("Hoàn thành ngày")), lists.gather(read))


def _branch(words: str) -> str:
    """A branch as an address says it; empty when it is none."""
    return words if len(words) == 6 and all(sign in "0123456789abcdef" for sign in words) else ""
