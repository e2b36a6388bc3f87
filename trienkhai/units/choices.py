"""Kinds of units, with their Vietnamese names."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from trienkhai.core.words import name_verbs


class Kind(models.TextChoices):
    """What a unit (đơn vị) is. Kinds are plain words of the field; a body may add tags for finer sets."""

    COMMITTEE = "committee", _("Ủy ban nhân dân")
    DEPARTMENT = "department", _("Sở, ban, ngành")
    OFFICE = "office", _("Cơ quan, văn phòng")
    DIVISION = "division", _("Phòng chuyên môn")
    UPPER_SCHOOL = "upper_school", _("Trường trung học phổ thông")
    CENTRE = "centre", _("Trung tâm")
    DISTRICT = "district", _("Huyện, quận, thị xã (đến 30/6/2025)")
    COMMUNE = "commune", _("Xã, phường, đặc khu")
    LOWER_SCHOOL = "lower_school", _("Trường trung học cơ sở")
    PRIMARY_SCHOOL = "primary_school", _("Trường tiểu học")
    PRESCHOOL = "preschool", _("Trường mầm non")
    PORTAL = "portal", _("Cổng, trang thông tin điện tử")
    OTHER = "other", _("Đơn vị khác")


class ChangeKind(models.TextChoices):
    """How a structure changes (thay đổi cơ cấu)."""

    RENAME = "rename", _("Đổi tên, đổi loại")
    MOVE = "move", _("Chuyển về đơn vị cấp trên khác")
    MERGE = "merge", _("Nhập vào đơn vị khác")
    SPLIT = "split", _("Tách thành nhiều đơn vị")
    CLOSE = "close", _("Kết thúc hoạt động")


class CodeKind(models.TextChoices):
    """Whose code a code of a unit (mã của đơn vị) is."""

    AGENCY = "agency", _("Mã định danh điện tử")
    ADMINISTRATIVE = "admin", _("Mã đơn vị hành chính")


class GroupKind(models.TextChoices):
    """How a group (nhóm đơn vị) knows its members."""

    RULE = "rule", _("Theo quy tắc")
    LIST = "list", _("Theo danh sách")


name_verbs(
    {
        "units.unit.opened": _("Lập đơn vị"),
        "units.unit.renamed": _("Đổi tên đơn vị"),
        "units.unit.moved": _("Chuyển đơn vị"),
        "units.unit.merged": _("Nhập đơn vị"),
        "units.unit.split": _("Tách đơn vị"),
        "units.unit.closed": _("Kết thúc hoạt động đơn vị"),
        "units.import.refused": _("Từ chối bảng đơn vị"),
        "units.structure.imported": _("Nhập cơ cấu đơn vị từ tệp"),
        "units.group.saved": _("Lưu nhóm đơn vị"),
        "units.group.removed": _("Bỏ nhóm đơn vị"),
        "units.phrase.bound": _("Gắn cụm từ với đơn vị"),
        "units.phrase.forgotten": _("Bỏ ghi nhớ cụm từ"),
    }
)
