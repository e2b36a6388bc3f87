"""Words of records: where an outgoing document stands, how numbers run, in what form a body writes; names of journal verbs."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from trienkhai.core.words import name_verbs


class OutgoingState(models.TextChoices):
    """Where an outgoing document stands (tình trạng văn bản đi): forward only, or given back as a draft before it has a number."""

    DRAFT = "draft", _("Dự thảo")
    SUBMITTED = "submitted", _("Chờ duyệt")
    APPROVED = "approved", _("Đã duyệt, chờ cấp số")
    NUMBERED = "numbered", _("Đã cấp số, chờ ký")
    SIGNED = "signed", _("Đã ký, chờ phát hành")
    SENT = "sent", _("Đã phát hành")
    CANCELLED = "cancelled", _("Đã huỷ")


OPEN = (OutgoingState.DRAFT, OutgoingState.SUBMITTED)
"""Its words may still change."""
WITH_NUMBER = (OutgoingState.NUMBERED, OutgoingState.SIGNED, OutgoingState.SENT)
"""It holds a number and is in force; a cancelled one may hold a number too."""


class SignatureOf(models.TextChoices):
    """Whose a digital signature is (chữ ký số của ai)."""

    PERSON = "person", _("Người có thẩm quyền")
    BODY = "body", _("Cơ quan")


class ExchangeWay(models.TextChoices):
    """Which way a message of the exchange goes (chiều gói tin)."""

    IN = "in", _("Đến")
    OUT = "out", _("Đi")


class ExchangeState(models.TextChoices):
    """Where a message of the exchange stands (tình trạng gói tin)."""

    WAITING = "waiting", _("Chờ xử lý")
    DONE = "done", _("Đã xử lý")
    REFUSED = "refused", _("Đã từ chối")


class Book(models.TextChoices):
    """Which register a series of numbers belongs to (sổ)."""

    OUT = "out", _("Văn bản đi")
    IN = "in", _("Văn bản đến")


class FileState(models.TextChoices):
    """How far the files of record are (tệp văn bản đi)."""

    NONE = "none", _("Chưa lập")
    QUEUED = "queued", _("Đang chờ lập")
    RUNNING = "running", _("Đang lập")
    DONE = "done", _("Đã lập xong")
    FAILED = "failed", _("Không lập được")


class FormKind(models.TextChoices):
    """In which form a document is set (mẫu trình bày)."""

    DECREE = "decree", _("Theo Nghị định 30/2020/NĐ-CP")
    PARTY = "party", _("Thể thức văn bản của Đảng (chưa đối chiếu)")
    OWN = "own", _("Mẫu .docx riêng của cơ quan")


class Authority(models.TextChoices):
    """By what authority somebody signs (thẩm quyền ký), Decree 30/2020, Art. 13 and Annex I."""

    HEAD = "", _("Người đứng đầu ký")
    TM = "TM.", _("TM. – thay mặt tập thể")
    KT = "KT.", _("KT. – ký thay cấp trưởng")
    TL = "TL.", _("TL. – thừa lệnh")
    TUQ = "TUQ.", _("TUQ. – thừa uỷ quyền")
    Q = "Q.", _("Q. – quyền cấp trưởng")


name_verbs(
    {
        "records.outgoing.prepared": _("Soạn văn bản đi"),
        "records.outgoing.changed": _("Sửa dự thảo văn bản đi"),
        "records.outgoing.replaced": _("Thay tệp dự thảo"),
        "records.outgoing.submitted": _("Trình duyệt văn bản"),
        "records.outgoing.returned": _("Trả lại dự thảo"),
        "records.outgoing.approved": _("Duyệt văn bản"),
        "records.outgoing.numbered": _("Cấp số văn bản"),
        "records.outgoing.signed": _("Ký văn bản"),
        "records.signature.put": _("Ký số văn bản"),
        "records.exchange.sent": _("Gửi văn bản qua liên thông"),
        "records.exchange.arrived": _("Nhận gói tin liên thông"),
        "records.exchange.answered": _("Nhận trạng thái văn bản đã gửi"),
        "records.exchange.registered": _("Vào sổ văn bản nhận qua liên thông"),
        "records.exchange.refused": _("Từ chối văn bản nhận qua liên thông"),
        "records.outgoing.sent": _("Phát hành văn bản"),
        "records.outgoing.cancelled": _("Huỷ văn bản"),
        "records.outgoing.taken": _("Tải văn bản đi về"),
        "records.draft.refused": _("Từ chối tệp dự thảo"),
        "records.template.refused": _("Từ chối tệp mẫu"),
        "records.annex.added": _("Thêm phụ lục"),
        "records.annex.removed": _("Bỏ phụ lục"),
        "records.numbering.ruled": _("Quy định cách đánh số văn bản"),
        "records.series.started": _("Ghi số đã cấp trước khi dùng phần mềm"),
        "records.letterhead.saved": _("Lưu thể thức của cơ quan"),
        "records.template.uploaded": _("Tải mẫu văn bản lên"),
        "records.template.retired": _("Thôi dùng mẫu văn bản"),
        "records.incoming.registered": _("Đăng ký văn bản đến"),
        "records.incoming.corrected": _("Sửa đăng ký văn bản đến"),
        "records.incoming.cancelled": _("Huỷ đăng ký văn bản đến"),
        "records.register.taken": _("Tải sổ về"),
    }
)
