"""Words of plans: states that people say, schedules that documents set, roles of addressees."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from trienkhai.core.words import name_verbs


class PlanState(models.TextChoices):
    """Where a plan (kế hoạch) stands."""

    DRAFT = "draft", _("Đang chuẩn bị")
    ISSUED = "issued", _("Đã ban hành")


class Schedule(models.TextChoices):
    """When a task is to be done (thời gian thực hiện)."""

    ONCE = "once", _("Có thời hạn")
    RECURRING = "recurring", _("Định kỳ")
    CONTINUOUS = "continuous", _("Thường xuyên")
    CONDITIONAL = "conditional", _("Theo điều kiện")
    NONE = "none", _("Không nêu thời gian")


DATED = (Schedule.ONCE, Schedule.CONDITIONAL)
"""Work with a last day of its own; the rest is counted by its evidence each period (thường xuyên)."""


class Duty(models.TextChoices):
    """The role of an addressee (vai trò của đơn vị); only lead and execute count in the leaders' table."""

    LEAD = "lead", _("Chủ trì")
    EXECUTE = "execute", _("Thực hiện")
    COORDINATE = "coordinate", _("Phối hợp")
    MONITOR = "monitor", _("Theo dõi")


OBLIGED = (Duty.LEAD, Duty.EXECUTE, Duty.COORDINATE)
"""Who owes something; a unit that only watches over others (theo dõi) owes no report."""


class State(models.TextChoices):
    """What people said of an obligation (trạng thái); whether it is late is computed, never said."""

    NOT_STARTED = "not_started", _("Chưa thực hiện")
    IN_PROGRESS = "in_progress", _("Đang thực hiện")
    DONE = "done", _("Đã hoàn thành")
    SUSPENDED = "suspended", _("Tạm dừng")
    RELEASED = "released", _("Đã chuyển giao")


OPEN_STATES = (State.NOT_STARTED, State.IN_PROGRESS)
REPORTABLE = (*OPEN_STATES, State.DONE)
"""What units may say; an obligation is suspended by the plan's owner, and handed over (chuyển giao) by a change of the structure alone."""
UNDONE_STATES = (*OPEN_STATES, State.SUSPENDED)
"""What is still to be done, now or once it goes on."""


class Timeliness(models.TextChoices):
    """Computed at reading from due dates (tình trạng thời hạn)."""

    DONE_ON_TIME = "done_on_time", _("Hoàn thành đúng hạn")
    DONE_LATE = "done_late", _("Hoàn thành quá hạn")
    OPEN_IN_TIME = "open_in_time", _("Trong hạn")
    OPEN_OVERDUE = "open_overdue", _("Quá hạn")
    SUSPENDED = "suspended", _("Tạm dừng")


class Confirmation(models.TextChoices):
    """What the plan's owner said of work reported done (xác nhận hoàn thành); empty where nobody has to."""

    AWAITS = "awaits", _("Chờ xác nhận")
    CONFIRMED = "confirmed", _("Đã xác nhận hoàn thành")


class DecisionKind(models.TextChoices):
    """What the plan's owner decided on a unit's work (quyết định về việc)."""

    CONFIRMED = "confirmed", _("Xác nhận hoàn thành")
    RETURNED = "returned", _("Trả lại để thực hiện lại")
    SUSPENDED = "suspended", _("Tạm dừng")
    RESUMED = "resumed", _("Tiếp tục thực hiện")


class Quality(models.TextChoices):
    """A remark about the work, never about a person (nhận xét chất lượng)."""

    BEYOND = "beyond", _("Vượt yêu cầu")
    MET = "met", _("Đạt yêu cầu")
    PARTLY = "partly", _("Đạt, còn nội dung cần bổ sung")


class Clock(models.TextChoices):
    """What becomes of the last day when work goes on (cách tính hạn)."""

    KEEP = "keep", _("Giữ hạn cũ")
    SHIFT = "shift", _("Cộng thêm số ngày đã tạm dừng")
    DAY = "day", _("Hạn mới do cơ quan giao việc ấn định")


class ChangeKind(models.TextChoices):
    """Why an obligation stands otherwise than before (lý do thay đổi)."""

    REPORTED = "reported", _("Đơn vị báo cáo")
    EXTENDED = "extended", _("Gia hạn")
    RETURNED = "returned", _("Trả lại để thực hiện lại")
    SUSPENDED = "suspended", _("Tạm dừng")
    RESUMED = "resumed", _("Tiếp tục thực hiện")
    HANDED = "handed", _("Chuyển cho đơn vị kế thừa")
    EXCUSED = "excused", _("Đưa ra khỏi danh sách của kỳ")
    REENTERED = "reentered", _("Đưa trở lại danh sách của kỳ")
    AMENDED = "amended", _("Sửa đổi kế hoạch")


class ReminderKind(models.TextChoices):
    """Why somebody is reminded (lý do nhắc)."""

    BEFORE = "before", _("Sắp đến hạn")
    ON_DUE = "on_due", _("Đến hạn")
    AFTER = "after", _("Quá hạn")
    UNSEEN = "unseen", _("Chưa tiếp nhận")
    SILENT = "silent", _("Lâu không cập nhật")
    ESCALATED = "escalated", _("Đơn vị cấp dưới quá hạn lâu")


class MailWish(models.TextChoices):
    """What a person wants by mail (cách nhận thư)."""

    DIGEST = "digest", _("Mỗi ngày nhiều nhất một thư tổng hợp")
    NONE = "none", _("Không nhận thư, chỉ xem trên trang")


class DifficultyState(models.TextChoices):
    """Where a difficulty stands (tình trạng vướng mắc)."""

    OPEN = "open", _("Chờ trả lời")
    PASSED_UP = "passed_up", _("Chờ lãnh đạo quyết định")
    ANSWERED = "answered", _("Đã trả lời")
    WITHDRAWN = "withdrawn", _("Đơn vị đã rút")


UNANSWERED = (DifficultyState.OPEN, DifficultyState.PASSED_UP)


class ExtensionState(models.TextChoices):
    """Where a request for more time stands (tình trạng đề nghị gia hạn)."""

    WAITING = "waiting", _("Chờ quyết định")
    GRANTED = "granted", _("Đồng ý gia hạn")
    REFUSED = "refused", _("Không gia hạn")
    WITHDRAWN = "withdrawn", _("Đơn vị đã rút")


class Coverage(models.TextChoices):
    """How an own plan covers a task above (mức thực hiện nhiệm vụ cấp trên)."""

    COVERED = "covered", _("Có việc thực hiện")
    MISSING = "missing", _("Chưa có việc thực hiện")
    OVERLAPPING = "overlapping", _("Trùng việc")
    DRAFTED = "drafted", _("Đang soạn")
    NO_PLAN = "no_plan", _("Chưa có kế hoạch của đơn vị")
    BEYOND = "beyond", _("Có việc riêng ngoài nhiệm vụ giao")


class AmendmentKind(models.TextChoices):
    """What a later document is to the plan (loại sửa đổi)."""

    SUPPLEMENT = "supplement", _("Sửa đổi, bổ sung một số nhiệm vụ")
    REPLACE = "replace", _("Thay thế toàn bộ kế hoạch")


class AmendmentState(models.TextChoices):
    """Where an amendment stands (tình trạng sửa đổi)."""

    DRAFT = "draft", _("Chờ quyết định")
    APPLIED = "applied", _("Đã quyết định")


class AlterationKind(models.TextChoices):
    """How a task differs (điểm sửa đổi)."""

    ADDED = "added", _("Thêm nhiệm vụ")
    REMOVED = "removed", _("Bỏ nhiệm vụ")
    CHANGED = "changed", _("Sửa nhiệm vụ")


class Ruling(models.TextChoices):
    """What leadership decided on a difference (quyết định về điểm sửa đổi)."""

    NOW = "now", _("Áp dụng, cả việc của kỳ đang mở")
    LATER = "later", _("Áp dụng từ kỳ chưa mở")
    KEEP = "keep", _("Không áp dụng")


class StepKind(models.TextChoices):
    """What was done with a difficulty (bước xử lý)."""

    PASSED_UP = "passed_up", _("Trình lãnh đạo")
    ANSWERED = "answered", _("Trả lời")
    WITHDRAWN = "withdrawn", _("Rút")


class IndicatorSource(models.TextChoices):
    """Where an indicator's figures come from (nguồn số liệu)."""

    ENTERED = "entered", _("Đơn vị nhập")
    REGISTER = "register", _("Sổ theo dõi")
    COMPUTED = "computed", _("Tự tính từ chỉ tiêu khác")


class SumRule(models.TextChoices):
    """How figures of units and periods become one (cách tổng hợp)."""

    SUM = "sum", _("Cộng")
    MEAN = "mean", _("Trung bình")
    WEIGHTED = "weighted", _("Trung bình có trọng số")
    LATEST = "latest", _("Cộng số mới nhất của từng đơn vị")
    RATIO = "ratio", _("Tỷ lệ: tổng tử số trên tổng mẫu số (%)")


WEIGHED = (SumRule.WEIGHTED, SumRule.RATIO)
"""Rules that need a second figure."""


name_verbs(
    {
        "plans.difficulty.raised": _("Nêu vướng mắc"),
        "plans.difficulty.withdrawn": _("Rút vướng mắc"),
        "plans.difficulty.grouped": _("Gộp vướng mắc giống nhau"),
        "plans.difficulty.parted": _("Tách vướng mắc khỏi nhóm"),
        "plans.difficulty.passed_up": _("Trình lãnh đạo vướng mắc"),
        "plans.difficulty.answered": _("Trả lời vướng mắc"),
        "plans.difficulty.mail": _("Thư trả lời vướng mắc"),
        "plans.completion.confirmed": _("Xác nhận hoàn thành"),
        "plans.completion.returned": _("Trả lại để thực hiện lại"),
        "plans.confirmation.ruled": _("Đổi cách xác nhận hoàn thành"),
        "plans.work.suspended": _("Tạm dừng việc"),
        "plans.work.resumed": _("Tiếp tục việc đã tạm dừng"),
        "plans.task.halted": _("Tạm dừng cả nhiệm vụ"),
        "plans.task.resumed": _("Tiếp tục nhiệm vụ đã tạm dừng"),
        "plans.decision.mail": _("Thư báo quyết định về việc của đơn vị"),
        "plans.extension.asked": _("Đề nghị gia hạn"),
        "plans.extension.withdrawn": _("Rút đề nghị gia hạn"),
        "plans.extension.granted": _("Đồng ý gia hạn"),
        "plans.extension.refused": _("Không gia hạn"),
        "plans.reminders.ruled": _("Đổi quy tắc nhắc việc"),
        "plans.reminders.planned": _("Nhắc việc trong ngày"),
        "plans.reminder.mail": _("Thư nhắc việc"),
        "plans.urging.drafted": _("Lập dự thảo công văn đôn đốc"),
        "plans.indicator.defined": _("Lập chỉ tiêu"),
        "plans.indicator.changed": _("Sửa chỉ tiêu"),
        "plans.indicator.targeted": _("Đặt mức phấn đấu"),
        "plans.indicator.valued": _("Ghi giá trị chỉ tiêu"),
        "plans.plan.prepared": _("Lập dự thảo kế hoạch"),
        "plans.plan.compared": _("So sánh kế hoạch với văn bản sau"),
        "plans.plan.amended": _("Sửa đổi, bổ sung kế hoạch"),
        "plans.amendment.dropped": _("Bỏ bản so sánh sửa đổi"),
        "plans.own.derived": _("Lập kế hoạch của đơn vị từ việc được giao"),
        "plans.own.taken": _("Lấy thêm việc được giao vào dự thảo"),
        "plans.own.renamed": _("Sửa tên dự thảo kế hoạch"),
        "plans.own.task-saved": _("Sửa việc trong dự thảo"),
        "plans.own.task-removed": _("Bỏ việc khỏi dự thảo"),
        "plans.own.matched": _("Đối chiếu với nhiệm vụ cấp trên"),
        "plans.work.assigned": _("Phân công người thực hiện"),
        "plans.work.unassigned": _("Thôi phân công"),
        "plans.work.handed": _("Chuyển việc cho người khác"),
        "plans.plan.issued": _("Ban hành kế hoạch"),
        "plans.period.opened": _("Mở kỳ"),
        "plans.period.held": _("Giao việc có hạn của kỳ sau"),
        "plans.addressee.named": _("Giao đơn vị"),
        "plans.phrase.amended": _("Đổi đơn vị của cụm từ cho các kỳ mở sau"),
        "plans.list.taken": _("Tải danh sách theo dõi"),
        "plans.event.recorded": _("Ghi sự kiện làm phát sinh việc"),
        "plans.unit.joined": _("Bổ sung đơn vị vào kỳ"),
        "plans.unit.excused": _("Đưa đơn vị ra khỏi kỳ"),
        "plans.obligation.handed": _("Chuyển việc cho đơn vị kế thừa"),
        "plans.obligation.acknowledged": _("Tiếp nhận việc"),
        "plans.evidence.refused": _("Từ chối tệp minh chứng"),
        "plans.evidence.taken": _("Tải minh chứng về"),
        "plans.progress.reported": _("Báo cáo thực hiện"),
    }
)
