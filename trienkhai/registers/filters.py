"""Lists of forms and registers that can be narrowed."""

from django.utils.translation import gettext_lazy as _

from trienkhai.core.kept import Narrowed, register
from trienkhai.registers.sheets import register_sheet

register(
    Narrowed("registers:form-list", _("Biểu mẫu"), ("xem",)),
    Narrowed("registers:collection", _("Đợt thu biểu"), ("bang", "xem")),
    Narrowed("registers:register", _("Sổ theo dõi"), ("buoc",), register_sheet),
)
