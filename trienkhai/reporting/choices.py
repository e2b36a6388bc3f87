"""Words of reports: how far their files are, and the sections a passage may stand in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from trienkhai.core.words import name_verbs


class FileState(models.TextChoices):
    """How far the report's files (tệp báo cáo) are."""

    QUEUED = "queued", _("Đang chờ lập")
    RUNNING = "running", _("Đang lập")
    DONE = "done", _("Đã lập xong")
    FAILED = "failed", _("Không lập được")


class Section(models.TextChoices):
    """Where a passage stands in the report (phần của báo cáo)."""

    OPENING = "opening", _("Tình hình chung")
    RESULT = "result", _("Kết quả thực hiện")
    DIFFICULTY = "difficulty", _("Khó khăn, vướng mắc")
    PROPOSAL = "proposal", _("Đề xuất, kiến nghị")


name_verbs(
    {
        "reporting.report.made": _("Lập báo cáo"),
        "reporting.file.taken": _("Tải tệp báo cáo về"),
        "reporting.report.numbered": _("Lấy số báo cáo"),
        "reporting.letterhead.filled": _("Sửa thể thức báo cáo"),
        "reporting.passage.added": _("Thêm đoạn"),
        "reporting.passage.edited": _("Sửa đoạn"),
    }
)
