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


class HandOver(models.TextChoices):
    """How a delegation is made (cách uỷ quyền)."""

    VERBS = "verbs", _("Uỷ quyền một số việc")
    WHOLE = "whole", _("Thay mặt, giữ quyền toàn bộ vai trò")


VERB_LABELS = {
    "document.upload": _("Tải văn bản lên"),
    "document.review": _("Rà soát văn bản"),
    "phrase.bind": _("Gắn cụm từ với đơn vị"),
    "plan.prepare": _("Chuẩn bị kế hoạch"),
    "plan.issue": _("Ban hành kế hoạch"),
    "progress.report": _("Tiếp nhận và báo cáo việc"),
    "work.assign": _("Phân công việc trong đơn vị"),
    "progress.oversee": _("Xem báo cáo của đơn vị dưới"),
    "deadline.extend": _("Quyết định gia hạn"),
    "completion.confirm": _("Xác nhận hoàn thành, trả lại để thực hiện lại"),
    "work.suspend": _("Tạm dừng việc, cho tiếp tục"),
    "difficulty.answer": _("Trả lời vướng mắc"),
    "difficulty.decide": _("Quyết định vướng mắc đã trình"),
    "form.define": _("Lập biểu mẫu, giao biểu, trả lại biểu"),
    "form.fill": _("Điền và gửi biểu"),
    "register.keep": _("Ghi sổ theo dõi"),
    "report.prepare": _("Lập báo cáo"),
    "report.submit": _("Duyệt và gửi báo cáo"),
    "report.receive": _("Tiếp nhận, trả lại, chấp nhận báo cáo"),
    "regime.rule": _("Đổi chế độ báo cáo"),
    "report.consolidate": _("Tổng hợp báo cáo"),
    "report.see": _("Xem báo cáo"),
    "outgoing.see": _("Xem văn bản đi"),
    "outgoing.prepare": _("Soạn và trình văn bản đi"),
    "outgoing.approve": _("Duyệt văn bản đi"),
    "outgoing.number": _("Cấp số, phát hành, huỷ văn bản đi"),
    "outgoing.sign": _("Ký văn bản đi"),
    "numbering.rule": _("Quy định cách đánh số văn bản"),
    "letterhead.keep": _("Lưu thể thức và mẫu văn bản của cơ quan"),
    "incoming.keep": _("Đăng ký văn bản đến"),
    "incoming.see": _("Xem sổ văn bản đến"),
    "group.manage": _("Quản lý nhóm đơn vị"),
    "unit.manage": _("Quản lý đơn vị"),
    "account.manage": _("Quản lý người dùng"),
    "people.see": _("Xem người của đơn vị"),
    "mail.manage": _("Xem thư gửi đi, gửi lại"),
    "privacy.manage": _("Giải quyết yêu cầu về dữ liệu cá nhân"),
    "board.see": _("Xem bảng theo dõi"),
}
"""What the verbs of the permission table are called on screen."""

name_verbs(
    {
        "accounts.filter.kept": _("Lưu bộ lọc"),
        "accounts.filter.changed": _("Sửa bộ lọc đã lưu"),
        "accounts.filter.dropped": _("Xoá bộ lọc đã lưu"),
        "accounts.role.followed": _("Vai trò chuyển theo đơn vị"),
        "accounts.token.issued": _("Lập mã truy cập"),
        "accounts.token.revoked": _("Thu hồi mã truy cập"),
        "accounts.codes.printed": _("Lập tờ mã đăng nhập"),
        "accounts.factor.added": _("Thêm cách xác thực thứ hai"),
        "accounts.factor.removed": _("Gỡ cách xác thực thứ hai"),
        "accounts.link.made": _("Liên kết tài khoản đăng nhập một lần"),
        "accounts.link.removed": _("Gỡ liên kết đăng nhập một lần"),
        "accounts.session.ended": _("Kết thúc phiên đăng nhập"),
        "accounts.signin.done": _("Đăng nhập"),
        "accounts.signin.failed": _("Đăng nhập sai"),
        "accounts.person.created": _("Lập tài khoản"),
        "accounts.role.given": _("Giao vai trò"),
        "accounts.role.taken": _("Thôi vai trò"),
        "accounts.mail.again": _("Cho gửi lại thư"),
        "core.mail": _("Thư đăng nhập"),
        "accounts.person.invited": _("Gửi thư mời"),
        "accounts.invitation.shown": _("In thư mời"),
        "accounts.invitation.revoked": _("Thu hồi thư mời"),
        "accounts.invitation.used": _("Nhận lời mời, đặt mật khẩu"),
        "accounts.person.closed": _("Khoá tài khoản"),
        "accounts.person.signed_out": _("Kết thúc mọi phiên đăng nhập của người dùng"),
        "accounts.person.reopened": _("Mở lại tài khoản"),
        "accounts.invitation": _("Thư mời"),
        "accounts.idle": _("Báo tài khoản không dùng"),
        "accounts.admin.opened": _("Mở phiên quản trị"),
        "accounts.admin.ended": _("Đóng phiên quản trị"),
        "accounts.delegation.given": _("Uỷ quyền"),
        "accounts.delegation.ended": _("Chấm dứt uỷ quyền"),
        "accounts.delegation.followed": _("Uỷ quyền chuyển theo đơn vị"),
    }
)
