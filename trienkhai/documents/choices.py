"""States of a document and its reading, and of a proposed task under review."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReadingState(models.TextChoices):
    """How far the reading (bản đọc) is."""

    QUEUED = "queued", _("Đang chờ đọc")
    RUNNING = "running", _("Đang đọc")
    DONE = "done", _("Đã đọc xong")
    FAILED = "failed", _("Không đọc được")


class ProposalState(models.TextChoices):
    """What a person decided on a proposed task (nhiệm vụ đề xuất)."""

    PROPOSED = "proposed", _("Chờ rà soát")
    ACCEPTED = "accepted", _("Đã xác nhận")
    DROPPED = "dropped", _("Đã bỏ")
