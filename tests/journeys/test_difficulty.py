"""A trouble goes up and its answer comes down; a unit is reminded; whoever oversees urges: each page sound on desk and phone."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import docx
import pytest

from tests.journeys.walk import Walk
from trienkhai.accounts import services as accounts
from trienkhai.accounts.choices import Role
from trienkhai.accounts.models import Person
from trienkhai.plans.models import Obligation, Task
from trienkhai.units import selectors as units

pytestmark = pytest.mark.once

TROUBLE = "Chưa có kinh phí thuê chuyên gia tập huấn cho giáo viên."
ANSWER = "Sở bố trí kinh phí trong quý I/2027; đơn vị tạm dùng tài liệu trực tuyến."


@pytest.mark.parametrize("width", [1280, 360])
def test_a_trouble_goes_up_and_its_answer_comes_down(open_walk: Any, issued: Any, width: int) -> None:
    del issued
    walk: Walk = open_walk(width=width)
    first, second = raise_from_work(walk)
    walk.enter("specialist")
    assert walk.says("Vướng mắc chờ trả lời")
    walk.sound(axe=width == 1280)
    group_and_pass_up(walk)
    walk.enter("leader")
    assert walk.says("chờ lãnh đạo quyết định")
    walk.click(walk.page.locator("section[aria-labelledby=troubles] a").first)
    walk.click(walk.page.get_by_role("link", name="Chờ lãnh đạo quyết định"))
    walk.follow(TROUBLE)
    walk.page.get_by_label("Nội dung").fill(ANSWER)
    walk.press("Quyết định và trả lời")
    walk.sound()
    for clerk in (first, second):
        walk.enter_as(clerk)
        walk.go("/ke-hoach/vuong-mac/")
        assert walk.says(ANSWER)
        walk.sound()
    assert walk.faults == []


def raise_from_work(walk: Walk) -> tuple[Person, Person]:
    """Two schools with the same task say the same; the second one is shown the first one's words, and not whose they are."""
    task = Task.objects.filter(obligations__isnull=False).order_by("order")[0]
    owed = list(Obligation.objects.filter(task=task, state="not_started").order_by("-id")[:2])
    found = [clerk_of(row) for row in owed]
    for at, (person, row) in enumerate(zip(found, owed, strict=True)):
        walk.enter_as(person)
        walk.go(f"/ke-hoach/viec/{row.pk}/")
        walk.follow("nêu vướng mắc riêng")
        walk.sound()
        walk.page.get_by_label("Khó khăn, vướng mắc").fill(TROUBLE)
        walk.press("Nêu vướng mắc")
        if at:
            assert walk.says("Đã có vướng mắc tương tự")
            assert not walk.page.get_by_text(units.get_unit(unit_id=owed[0].unit_id).name).count()
            walk.sound()
            walk.press("Vẫn nêu vướng mắc")
        assert walk.says("Rút vướng mắc")
        walk.sound()
    return found[0], found[1]


def clerk_of(row: Obligation) -> Person:
    held = Person.objects.filter(roles__unit_id=row.unit_id, roles__role=Role.REPORTER).first()
    if held is not None:
        return held
    name = f"truong{row.unit_id}"
    person = accounts.create_person(actor=None, unit_id=row.unit_id, username=name, full_name="Trần Văn Bình", email=f"{name}@example.vn")
    accounts.give_role(actor=None, person_id=person.pk, unit_id=row.unit_id, role=Role.REPORTER)
    return person


def group_and_pass_up(walk: Walk) -> None:
    walk.click(walk.page.locator("section[aria-labelledby=troubles] a").first)
    walk.sound()
    walk.follow(TROUBLE)
    assert walk.says("Vướng mắc tương tự chưa gộp")
    walk.sound()
    walk.page.get_by_role("checkbox", name=TROUBLE).first.check()
    walk.press("Gộp các vướng mắc đã chọn vào đây")
    assert walk.says("Đơn vị khác cùng vướng mắc")
    walk.page.get_by_label("Nội dung").fill("Đề nghị bố trí từ nguồn bồi dưỡng giáo viên.")
    walk.press("Trình lãnh đạo kèm đề xuất này")
    assert walk.says("lãnh đạo sẽ quyết định")
    walk.sound()


def test_a_clerk_is_reminded_and_a_specialist_urges(open_walk: Any, issued: Any) -> None:
    del issued
    walk: Walk = open_walk()
    walk.enter("reporter")
    assert walk.says("nhắc mới")
    walk.click(walk.page.locator("section[aria-labelledby=reminded]").get_by_role("link", name="Xem tất cả"))
    walk.sound()
    walk.press("Đã xem hết")
    assert walk.says("0 nhắc mới")
    walk.page.get_by_label("Không nhận thư").check()
    walk.press("Lưu")
    assert walk.page.get_by_label("Không nhận thư").is_checked()
    walk.enter("specialist")
    walk.go("/ke-hoach/nhac-viec/quy-tac/")
    walk.sound()
    walk.page.get_by_label("Nhắc trước hạn").fill("5, 2")
    walk.page.get_by_label("Căn cứ").fill("Quy chế làm việc của Sở")
    walk.press("Lưu, áp dụng từ hôm nay")
    assert walk.says("Quy chế làm việc của Sở")
    walk.go("/ke-hoach/")
    walk.click(walk.page.locator("main td a").first)
    walk.go(walk.page.url.removeprefix(walk.base) + "chua-bao-cao/")
    names = walk.page.locator("main tbody th").all_inner_texts()
    assert names
    letter = docx.Document(io.BytesIO(Path(walk.download("Lập dự thảo công văn đôn đốc")).read_bytes()))
    listed = {row.cells[1].text for row in letter.tables[1].rows}
    assert set(names) <= listed
    assert walk.faults == []
