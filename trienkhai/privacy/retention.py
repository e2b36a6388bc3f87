"""How long what is held about people is kept: dated data with its basis. Nothing here is asked of by number anywhere else.

The law asks that personal data is kept no longer than its purpose needs, and that the logs of a system are kept at least so long; where it
names no number, the number is this office's own rule and says so.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from trienkhai.accounts.policy import LAW
from trienkhai.core import clock

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PERSONAL = "Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15; Nghị định số 356/2025/NĐ-CP"
OWN_RULE = f"{PERSONAL} (chỉ lưu đến khi hết mục đích; số ngày do cơ quan tự định)"
SINCE = dt.date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Term:
    """How many days something is kept, from a day on; `what` says what and from when it counts."""

    name: str
    days: int
    what: _StrPromise
    legal_basis: str = OWN_RULE
    valid_from: dt.date = SINCE


TERMS = (
    Term("sessions", 0, _("Phiên đăng nhập đã hết hạn")),
    Term("locks", 1, _("Số lần đăng nhập sai, bộ đếm giới hạn")),
    Term("confirmations", 7, _("Thư xác nhận địa chỉ đã gửi")),
    Term("copies", 7, _("Tệp bản trích dữ liệu cá nhân, từ khi lập xong")),
    Term("letters", 30, _("Lời thư và địa chỉ của thư không gửi được")),
    Term("tasks", 30, _("Kết quả của việc nền đã xong")),
    Term("invitations", 90, _("Thư mời đã dùng, đã thu hồi hoặc đã hết hạn")),
    Term("tokens", 365, _("Mã truy cập đã hết hạn hoặc đã thu hồi")),
    Term("contacts", 365, _("Địa chỉ thư, mật khẩu, bước xác thực và liên kết của tài khoản đã khoá")),
    Term("reasons", 730, _("Lý do ghi ở phiên quản trị, uỷ quyền và yêu cầu về dữ liệu đã xong")),
    Term("ledger", 730, _("Tên người nhận trong sổ thư đã gửi")),
)


@dataclass(frozen=True, slots=True)
class LogTerm:
    """How long a level asks at least that logs of what people did are kept whole, from a day on."""

    level: int
    days: int
    legal_basis: str = LAW
    valid_from: dt.date = dt.date(2026, 7, 1)


LOG_TERMS = (LogTerm(1, 0), LogTerm(2, 31), LogTerm(3, 92))
"""Months as days, rounded up. Source: REGULATIONS §7; levels 4 and 5 are not for this system."""


@dataclass(frozen=True, slots=True)
class Answer:
    """By when a request about one's data is answered: working days for the first answer, days for doing it; from a day on."""

    what: _StrPromise
    first_working_days: int
    days: int
    legal_basis: str = "Nghị định số 356/2025/NĐ-CP, Điều 5"
    valid_from: dt.date = SINCE


ANSWERS = {
    "copy": Answer(_("xem, cung cấp dữ liệu"), 2, 10),
    "erase": Answer(_("xoá dữ liệu"), 2, 20),
}


def term(name: str, on: dt.date | None = None) -> Term:
    """The term of that name on a day; before the first one, the first one."""
    day = on or clock.today()
    rows = sorted((row for row in TERMS if row.name == name), key=lambda row: row.valid_from)
    return next((row for row in reversed(rows) if row.valid_from <= day), rows[0])


def due_of(kind: str, received_on: dt.date) -> dt.date:
    """By when a request that came in on a day is to be done."""
    return received_on + dt.timedelta(days=ANSWERS[kind].days)


def before(name: str) -> dt.datetime:
    """What ended before this moment is past its term."""
    return clock.now() - dt.timedelta(days=term(name).days)


def copy_days() -> int:
    """How long the file of a copy can be fetched."""
    return term("copies").days


def log_term(on: dt.date | None = None) -> LogTerm:
    """The least time for logs at this installation's level on a day."""
    day = on or clock.today()
    rows = sorted((row for row in LOG_TERMS if row.level == settings.SECURITY_LEVEL), key=lambda row: row.valid_from)
    return next((row for row in reversed(rows) if row.valid_from <= day), rows[0])
