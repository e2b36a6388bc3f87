"""The six roles of the verb table (DESIGN §6)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from trienkhai.core.words import name_verbs


class Role(models.TextChoices):
    """What a person does in a unit (vai trò)."""

    REPORTER = "reporter", _("Người báo cáo của đơn vị")
    RECORDS = "records", _("Văn thư")
    SPECIALIST = "specialist", _("Chuyên viên")
    HEAD = "head", _("Thủ trưởng đơn vị")
    LEADER = "leader", _("Lãnh đạo")
    ADMIN = "admin", _("Quản trị hệ thống")


name_verbs(
    {
        "accounts.person.created": _("Lập tài khoản"),
        "accounts.role.given": _("Giao vai trò"),
        "accounts.role.taken": _("Thôi vai trò"),
    }
)
