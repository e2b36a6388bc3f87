"""Words of requests about personal data (yêu cầu về dữ liệu cá nhân)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from trienkhai.core.words import name_verbs


class Kind(models.TextChoices):
    """What was asked for (loại yêu cầu)."""

    COPY = "copy", _("Cung cấp bản trích dữ liệu")
    ERASE = "erase", _("Xoá dữ liệu")


class State(models.TextChoices):
    """Where it stands (tình trạng)."""

    QUEUED = "queued", _("Chờ lập")
    RUNNING = "running", _("Đang lập")
    DONE = "done", _("Đã xong")
    FAILED = "failed", _("Chưa lập được")
    OVER = "over", _("Đã hết hạn tải")
    REFUSED = "refused", _("Đã từ chối, có nêu lý do")


name_verbs(
    {
        "privacy.copy.asked": _("Yêu cầu bản trích dữ liệu cá nhân"),
        "privacy.copy.taken": _("Tải bản trích dữ liệu cá nhân"),
        "privacy.person.erased": _("Xoá dữ liệu cá nhân"),
        "privacy.erasure.refused": _("Từ chối xoá dữ liệu cá nhân, nêu lý do"),
        "privacy.data.retained": _("Dọn dữ liệu hết thời hạn lưu"),
    }
)
