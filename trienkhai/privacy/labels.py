"""What fields and uses are called in Vietnamese, for people who read what is held about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

FIELDS: dict[str, _StrPromise] = {
    "after": _("Sau khi sửa"),
    "answer": _("Trả lời"),
    "asked_at": _("Yêu cầu lúc"),
    "at": _("Lúc"),
    "before": _("Trước khi sửa"),
    "browser": _("Trình duyệt"),
    "closed_at": _("Khoá lúc"),
    "closed_why": _("Lý do khoá"),
    "created": _("Lập lúc"),
    "created_at": _("Lập lúc"),
    "data": _("Chi tiết"),
    "date_joined": _("Có tài khoản từ"),
    "decided_at": _("Quyết định lúc"),
    "destroyed_at": _("Huỷ lúc"),
    "difficulty": _("Khó khăn"),
    "document_number": _("Số văn bản"),
    "done_at": _("Xong lúc"),
    "act": _("Bước"),
    "due": _("Hạn"),
    "duty": _("Vai trò trong việc"),
    "email": _("Thư điện tử"),
    "end_reason": _("Lý do thôi"),
    "ended_at": _("Kết thúc lúc"),
    "entered_on": _("Vào danh sách ngày"),
    "entry_reason": _("Lý do vào"),
    "expire_date": _("Hết hạn lúc"),
    "expires_at": _("Hết hạn lúc"),
    "expires_on": _("Hết hạn ngày"),
    "extra_data": _("Thông tin máy chủ đăng nhập gửi"),
    "failed_at": _("Sai lần cuối lúc"),
    "failures": _("Số lần sai"),
    "file_name": _("Tên tệp"),
    "full_name": _("Họ và tên"),
    "given_at": _("Giao lúc"),
    "happened_on": _("Ngày có sự kiện"),
    "held": _("Vai trò của người uỷ quyền"),
    "issued_at": _("Ban hành lúc"),
    "issued_on": _("Ngày ban hành"),
    "kind": _("Loại"),
    "last_login": _("Đăng nhập lần cuối"),
    "last_used_at": _("Dùng lần cuối"),
    "late_reason": _("Lý do muộn hơn hạn"),
    "leave_reason": _("Lý do ra"),
    "left_on": _("Ra khỏi danh sách ngày"),
    "legal_basis": _("Căn cứ"),
    "locked_until": _("Khoá đến"),
    "made_at": _("Viết lúc"),
    "mail": _("Nhận thư"),
    "name": _("Tên"),
    "note": _("Lời dặn"),
    "number": _("Số"),
    "object_id": _("Số hiệu đối tượng"),
    "object_type": _("Loại đối tượng"),
    "opened_at": _("Mở lúc"),
    "outcome": _("Kết quả"),
    "owner": _("Cơ quan"),
    "personal": _("Điều được ghi"),
    "plan": _("Kế hoạch"),
    "primary": _("Địa chỉ chính"),
    "provider": _("Máy chủ đăng nhập"),
    "raised_at": _("Nêu lúc"),
    "reason": _("Lý do"),
    "received_on": _("Nhận ngày"),
    "receiver": _("Người nhận"),
    "remark": _("Ý kiến"),
    "reopened_at": _("Mở lại lúc"),
    "result": _("Kết quả đạt được"),
    "reviewed_at": _("Rà soát lúc"),
    "revoked_at": _("Thu hồi lúc"),
    "role": _("Vai trò"),
    "said_at": _("Nói lúc"),
    "sent_at": _("Gửi lúc"),
    "sealed": _("Lời thư và địa chỉ"),
    "started_at": _("Từ lúc"),
    "state": _("Tình trạng"),
    "symbol": _("Ký hiệu"),
    "text": _("Nội dung"),
    "title": _("Tên"),
    "type": _("Loại"),
    "uid": _("Mã số ở máy chủ đăng nhập"),
    "unit": _("Đơn vị"),
    "unit_id": _("Đơn vị"),
    "until": _("Đến ngày"),
    "uploaded_at": _("Tải lên lúc"),
    "used_at": _("Dùng lúc"),
    "used_on": _("Dùng ngày"),
    "username": _("Tên đăng nhập"),
    "valid_from": _("Từ ngày"),
    "valid_to": _("Trước ngày"),
    "verb": _("Việc"),
    "verbs": _("Những việc"),
    "verified": _("Đã xác minh"),
}
"""Last word of a lookup → what it is called."""

USES: dict[str, tuple[_StrPromise, _StrPromise]] = {
    "account": (_("Tài khoản"), _("để biết ai đăng nhập, gọi tên và liên lạc")),
    "author": (_("Người làm, người quyết định"), _("để biết ai đã làm, đề nghị hoặc trả lời")),
    "role": (_("Vai trò và uỷ quyền"), _("để biết ai được làm gì, ở đâu, từ ngày nào đến ngày nào")),
    "words": (_("Lời do bạn viết"), _("hồ sơ công vụ: tiến độ, vướng mắc, lý do, ý kiến")),
    "document": (_("Văn bản"), _("văn bản của cơ quan và những gì đọc được từ đó")),
    "sign-in": (_("Đăng nhập"), _("để bạn thấy và kết thúc phiên của mình, để nhận ra việc lạm dụng")),
    "secret": (_("Bí mật đăng nhập"), _("để chứng minh đúng là bạn; chỉ giữ dạng băm hoặc mã hoá, không ai đọc được")),
    "letter": (_("Thư gửi cho bạn"), _("lời thư và địa chỉ mã hoá theo khoá của bạn, xoá khi đã gửi")),
    "wish": (_("Lựa chọn của bạn"), _("cách bạn muốn nhận thư nhắc việc")),
    "journal": (_("Nhật ký"), _("ai đã làm gì, lúc nào; phần riêng tư mã hoá theo khoá của bạn")),
}
"""Use of the inventory → what it is called, and what it is for."""


def label_of(lookup: str) -> str:
    """What a lookup is called; the task of an obligation by the task's own word."""
    if lookup.endswith("task__title"):
        return str(_("Nhiệm vụ"))
    return str(FIELDS[lookup.rpartition("__")[2]])
