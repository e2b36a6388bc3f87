"""Words of forms and registers: kinds of columns, where a filling stands, what became of a workbook."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from trienkhai.core.words import name_verbs


class ColumnKind(models.TextChoices):
    """What a column holds (kiểu cột)."""

    TEXT = "text", _("Chữ")
    NUMBER = "number", _("Số")
    MONEY = "money", _("Tiền")
    DATE = "date", _("Ngày")
    LIST = "list", _("Chọn trong danh mục")
    YESNO = "yesno", _("Có/không")
    UNIT = "unit", _("Đơn vị")


NUMERIC = (ColumnKind.NUMBER, ColumnKind.MONEY)


class Sign(models.TextChoices):
    """How two figures compare (so sánh)."""

    EQUAL = "eq", "="
    AT_MOST = "le", "≤"
    AT_LEAST = "ge", "≥"


class FillingState(models.TextChoices):
    """Where a unit's filling stands (tình trạng biểu)."""

    EMPTY = "empty", _("Chưa điền")
    DRAFT = "draft", _("Đang điền")
    SENT = "sent", _("Đã gửi")
    RETURNED = "returned", _("Trả lại để sửa")
    RELEASED = "released", _("Thôi phải gửi")


WRITTEN = (FillingState.EMPTY, FillingState.DRAFT, FillingState.RETURNED)
"""The unit still has it and owes it."""


class IntakeState(models.TextChoices):
    """What became of a workbook (kết quả nạp tệp)."""

    TAKEN = "taken", _("Đã nhận")
    FAULTY = "faulty", _("Có ô sai, chưa nhận")


name_verbs(
    {
        "registers.form.created": _("Lập biểu mẫu"),
        "registers.form.edited": _("Sửa biểu mẫu"),
        "registers.form.published": _("Công bố biểu mẫu"),
        "registers.form.revised": _("Lập phiên bản mới của biểu mẫu"),
        "registers.form.refused": _("Từ chối tệp mẫu"),
        "registers.collection.opened": _("Giao biểu cho các đơn vị"),
        "registers.collection.extended": _("Bổ sung đơn vị phải lập biểu"),
        "registers.collection.taken": _("Tải bảng tổng hợp"),
        "registers.filling.sent": _("Gửi biểu"),
        "registers.filling.returned": _("Trả lại biểu"),
        "registers.filling.handed": _("Chuyển biểu chưa gửi của đơn vị kết thúc"),
        "registers.entries.handed": _("Chuyển dòng sổ của đơn vị kết thúc"),
        "registers.programme.approved": _("Ghi phê duyệt chương trình kiểm tra"),
        "registers.register.file": _("Tải sổ theo dõi"),
        "registers.entries.taken_in": _("Nạp sổ theo dõi từ tệp"),
        "registers.entries.refused": _("Từ chối tệp sổ theo dõi"),
        "registers.filling.reopened": _("Rút biểu về sửa"),
        "registers.filling.taken_in": _("Nạp biểu từ tệp"),
        "registers.filling.refused": _("Từ chối tệp biểu"),
        "registers.register.opened": _("Mở sổ theo dõi"),
        "registers.register.linked": _("Gắn sổ với chỉ tiêu"),
        "registers.register.reported": _("Gửi số liệu sổ vào chỉ tiêu"),
        "registers.entry.made": _("Ghi dòng sổ"),
        "registers.entry.changed": _("Sửa dòng sổ"),
        "registers.entry.stepped": _("Chuyển bước dòng sổ"),
        "registers.entry.removed": _("Bỏ dòng sổ"),
        "registers.entry.refused": _("Từ chối tệp minh chứng của sổ"),
        "registers.entry.file": _("Tải minh chứng của sổ"),
        "registers.conclusion.drafted": _("Lập dự thảo thông báo kết luận kiểm tra"),
        "registers.filling.saved": _("Lưu biểu"),
    }
)
