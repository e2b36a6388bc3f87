"""States of a document and its reading, and of a proposed task under review."""

from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from trienkhai.core.words import name_verbs


class ReadingState(models.TextChoices):
    """How far the reading (bản đọc) is."""

    QUEUED = "queued", _("Đang chờ đọc")
    RUNNING = "running", _("Đang đọc")
    DONE = "done", _("Đã đọc xong")
    FAILED = "failed", _("Không đọc được")
    REFUSED = "refused", _("Không nhận, tệp đã huỷ")


class ProposalState(models.TextChoices):
    """What a person decided on a proposed task (nhiệm vụ đề xuất)."""

    PROPOSED = "proposed", _("Chờ rà soát")
    ACCEPTED = "accepted", _("Đã xác nhận")
    DROPPED = "dropped", _("Đã bỏ")
    MERGED = "merged", _("Đã gộp")


class DocumentState(models.TextChoices):
    """Where a document stands (tình trạng văn bản); derived from its reading and its review, stored nowhere."""

    READING = "reading", _("Đang đọc")
    FAILED = "failed", _("Không đọc được")
    REVIEW = "review", _("Chờ rà soát")
    REVIEWED = "reviewed", _("Đã rà soát")


class MentionRole(models.TextChoices):
    """What a unit does in a task (vai trò của đơn vị), in the words of the reader's contract."""

    LEAD = "lead", _("Chủ trì")
    EXECUTE = "execute", _("Thực hiện")
    COORDINATE = "coordinate", _("Phối hợp")
    MONITOR = "monitor", _("Theo dõi, đôn đốc")


class TimeKind(models.TextChoices):
    """What kind of time a task has (thời gian thực hiện), in the words of the reader's contract."""

    ONCE = "once", _("Có hạn")
    RECURRING = "recurring", _("Định kỳ")
    CONTINUOUS = "continuous", _("Thường xuyên")
    CONDITIONAL = "conditional", _("Theo điều kiện")


class Rhythm(models.TextChoices):
    """How often a recurring task comes back (chu kỳ), as ISO 8601 durations."""

    NONE = "", _("Không rõ")
    WEEK = "P1W", _("Hằng tuần")
    MONTH = "P1M", _("Hằng tháng")
    QUARTER = "P3M", _("Hằng quý")
    HALF = "P6M", _("Sáu tháng")
    YEAR = "P1Y", _("Hằng năm")


class FindingSeverity(models.TextChoices):
    """How grave something is that the reader points at (mức của chỗ cần xem), in the words of the reader's contract."""

    ERROR = "error", _("Lỗi")
    WARNING = "warning", _("Cần xem")
    NOTE = "note", _("Lưu ý")


class CorrectionVerb(models.TextChoices):
    """What a person did to a proposal in the review (đính chính)."""

    ACCEPT = "accept", _("xác nhận")
    DROP = "drop", _("bỏ")
    RESTORE = "restore", _("khôi phục")
    EDIT = "edit", _("sửa")
    RESET = "reset", _("trả về như máy đọc")
    SPLIT = "split", _("tách")
    MERGE = "merge", _("gộp")
    ADD = "add", _("thêm")


name_verbs(
    {
        "documents.document.uploaded": _("Tải văn bản lên"),
        "documents.document.removed": _("Gỡ văn bản"),
        "documents.document.destroyed": _("Huỷ tệp có dấu chỉ độ mật"),
        "documents.document.taken": _("Tải bản gốc về"),
        "documents.document.kept-as-version": _("Giữ làm bản khác"),
        "documents.upload.refused": _("Từ chối tệp"),
        "documents.reading.done": _("Đọc xong văn bản"),
        "documents.reading.failed": _("Không đọc được văn bản"),
        "documents.reading.requeued": _("Đọc lại văn bản"),
        "documents.header.corrected": _("Sửa thể thức"),
        "documents.review.finished": _("Kết thúc rà soát"),
        "documents.review.reopened": _("Mở lại rà soát"),
        "documents.phrases.suggested-bound": _("Nhận mọi gợi ý gắn đơn vị"),
        "documents.proposal.accept-all": _("Xác nhận mọi nhiệm vụ"),
        **{f"documents.proposal.{verb.value}": format_lazy(_("Rà soát nhiệm vụ: {verb}"), verb=verb.label) for verb in CorrectionVerb},
    }
)
