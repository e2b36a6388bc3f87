"""Lists of records that can be narrowed."""

from django.utils.translation import gettext_lazy as _

from trienkhai.core.kept import Narrowed, register
from trienkhai.records.sheets import outgoing_sheet

register(Narrowed("records:outgoing-list", _("Văn bản đi"), ("buoc", "q"), outgoing_sheet))
