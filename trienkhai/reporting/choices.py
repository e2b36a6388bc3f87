"""Words of reports: how far their files are, the sections a passage may stand in, regimes, and what becomes of a submission."""

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
    FREE = "free", _("Phần khác")


class PassageAct(models.TextChoices):
    """What was done with passages of a part (việc làm với đoạn)."""

    FILLED = "filled", _("Tổng hợp từ báo cáo của đơn vị")
    ADDED = "added", _("Thêm đoạn")
    EDITED = "edited", _("Sửa lời văn")
    MOVED = "moved", _("Chuyển chỗ")
    INCLUDED = "included", _("Đưa vào báo cáo")
    LEFT_OUT = "left_out", _("Để ngoài báo cáo")
    SPLIT = "split", _("Tách đoạn")
    MERGED = "merged", _("Gộp đoạn")
    CHOSEN = "chosen", _("Chọn đoạn đại diện")
    TAKEN_OUT = "taken_out", _("Đưa ra khỏi nhóm")
    UNDONE = "undone", _("Hoàn tác")


class CutOff(models.TextChoices):
    """Up to which day a period's data counts (thời gian chốt số liệu)."""

    PERIOD_END = "period_end", _("Hết kỳ")
    DECREE = "decree", _("Theo Nghị định 09/2019/NĐ-CP")


class Method(models.TextChoices):
    """How a report is sent (phương thức gửi; Decree 09/2019, Article 8.4)."""

    SYSTEM = "system", _("Trên phần mềm này")
    EXCHANGE = "exchange", _("Qua trục liên thông văn bản điện tử")
    MAIL = "mail", _("Thư điện tử công vụ")
    PAPER = "paper", _("Văn bản giấy")


class OfflineState(models.TextChoices):
    """What became of a file filled in elsewhere (bản soạn ngoài máy)."""

    WAITING = "waiting", _("Chờ đối chiếu")
    TAKEN = "taken", _("Đã nhận")
    DROPPED = "dropped", _("Đã bỏ")


class SubmissionState(models.TextChoices):
    """How far a unit's submission is (tình trạng báo cáo của đơn vị); whether it is late is computed, never said."""

    DRAFT = "draft", _("Đang soạn")
    PREPARED = "prepared", _("Chờ thủ trưởng duyệt")
    SENT = "sent", _("Đã gửi")
    RECEIVED = "received", _("Đã tiếp nhận")
    RETURNED = "returned", _("Trả lại để bổ sung")
    ACCEPTED = "accepted", _("Đã chấp nhận")
    RELEASED = "released", _("Thôi phải nộp")


WRITTEN = (SubmissionState.DRAFT, SubmissionState.PREPARED, SubmissionState.RETURNED)
"""The unit still has it."""
GIVEN = (SubmissionState.SENT, SubmissionState.RECEIVED, SubmissionState.ACCEPTED)
"""It is with whoever receives it."""


class SubmissionAct(models.TextChoices):
    """What was done with a submission (bước xử lý báo cáo)."""

    PREPARED = "prepared", _("Trình thủ trưởng")
    BACK = "back", _("Thủ trưởng trả lại để sửa")
    SENT = "sent", _("Gửi báo cáo")
    WITHDRAWN = "withdrawn", _("Rút báo cáo để sửa")
    RECEIVED = "received", _("Tiếp nhận")
    RETURNED = "returned", _("Trả lại để bổ sung")
    ACCEPTED = "accepted", _("Chấp nhận")
    EXTENDED = "extended", _("Lùi hạn nộp")
    TAKEN_OVER = "taken_over", _("Chuyển cho đơn vị kế thừa")
    EXCUSED = "excused", _("Thôi phải nộp trong kỳ này")
    REENTERED = "reentered", _("Phải nộp trở lại")
    TAKEN_IN = "taken_in", _("Nhận bản soạn ngoài máy")


name_verbs(
    {
        "reporting.regime.made": _("Lập chế độ báo cáo"),
        "reporting.regime.changed": _("Đổi chế độ báo cáo"),
        "reporting.regime.ended": _("Kết thúc chế độ báo cáo"),
        "reporting.round.opened": _("Mở đợt báo cáo"),
        "reporting.submission.saved": _("Lưu bản soạn báo cáo"),
        "reporting.submission.prepared": _("Trình báo cáo"),
        "reporting.submission.back": _("Trả lại bản trình"),
        "reporting.submission.sent": _("Gửi báo cáo"),
        "reporting.submission.withdrawn": _("Rút báo cáo"),
        "reporting.submission.received": _("Tiếp nhận báo cáo"),
        "reporting.submission.returned": _("Trả lại báo cáo"),
        "reporting.submission.accepted": _("Chấp nhận báo cáo"),
        "reporting.submission.extended": _("Lùi hạn nộp báo cáo"),
        "reporting.submission.taken_in": _("Nhận bản soạn báo cáo ngoài máy"),
        "reporting.submission.brought_back": _("Nạp bản soạn báo cáo ngoài máy"),
        "reporting.submission.attached": _("Kèm tệp vào báo cáo"),
        "reporting.submission.detached": _("Bỏ tệp kèm báo cáo"),
        "reporting.submission.refused": _("Từ chối tệp kèm báo cáo"),
        "reporting.submission.downloaded": _("Tải báo cáo của đơn vị"),
        "reporting.submission.taken_over": _("Chuyển báo cáo cho đơn vị kế thừa"),
        "reporting.submission.excused": _("Đơn vị thôi phải nộp báo cáo trong kỳ"),
        "reporting.submission.reentered": _("Đơn vị phải nộp báo cáo trở lại"),
        "reporting.report.made": _("Lập báo cáo"),
        "reporting.file.taken": _("Tải tệp báo cáo về"),
        "reporting.letterhead.filled": _("Sửa thể thức báo cáo"),
        "reporting.passage.added": _("Thêm đoạn"),
        "reporting.passage.edited": _("Sửa lời văn của đoạn"),
        "reporting.passage.moved": _("Chuyển chỗ đoạn"),
        "reporting.passage.included": _("Đưa đoạn vào báo cáo"),
        "reporting.passage.left_out": _("Để đoạn ngoài báo cáo"),
        "reporting.passage.split": _("Tách đoạn"),
        "reporting.passage.merged": _("Gộp đoạn"),
        "reporting.passage.chosen": _("Chọn đoạn đại diện"),
        "reporting.passage.taken_out": _("Đưa đoạn ra khỏi nhóm"),
        "reporting.passage.undone": _("Hoàn tác thay đổi đoạn"),
        "reporting.consolidation.asked": _("Tổng hợp báo cáo của đơn vị"),
        "reporting.consolidation.done": _("Tổng hợp xong"),
    }
)
