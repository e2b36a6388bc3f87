"""Lists of plans that can be narrowed."""

from django.utils.translation import gettext_lazy as _

from trienkhai.core.kept import Narrowed, register
from trienkhai.plans import sheets

register(
    Narrowed("plans:plan-board", _("Bảng theo dõi"), ("ky",)),
    Narrowed("plans:plan-branch", _("Bảng theo dõi của một nhánh"), ("ky",)),
    Narrowed("plans:who-has-not", _("Chưa báo cáo"), ("ky", "nhiem-vu", "nhanh")),
    Narrowed("plans:task", _("Một nhiệm vụ"), ("ky", "tinh-trang", "nhanh")),
    Narrowed("plans:heat-map", _("Bản đồ thực hiện"), ("ky", "nhanh", "loai")),
    Narrowed("plans:matrix", _("Kế hoạch của đơn vị"), ("nhiem-vu", "muc", "nhanh", "q")),
    Narrowed("plans:compare", _("So sánh hai ngày"), ("tu", "den", "ky", "nhiem-vu", "nhanh"), sheets.comparison_sheet),
    Narrowed("plans:works-at", _("Việc tại một ngày"), ("ngay", "nhiem-vu", "ky", "tinh-trang", "nhanh"), sheets.works_at_sheet),
    Narrowed("plans:plan-difficulties", _("Vướng mắc"), ("tinh-trang", "nhiem-vu"), sheets.difficulty_sheet),
    Narrowed("plans:plan-extensions", _("Đề nghị gia hạn"), ("xem",), sheets.extension_sheet),
    Narrowed("plans:confirmations", _("Xác nhận hoàn thành"), ("ky", "nhiem-vu"), sheets.confirmation_sheet),
    Narrowed("plans:suspensions", _("Tạm dừng"), ("ky", "nhiem-vu", "xem"), sheets.suspension_sheet),
    Narrowed("plans:expected", _("Đơn vị phải thực hiện"), ("ky", "q")),
    Narrowed("plans:inbox", _("Việc của tôi"), ("xem",), sheets.inbox_sheet),
    Narrowed("plans:phrases", _("Cụm từ"), ("don-vi", "q")),
)
