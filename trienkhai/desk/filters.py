"""Search is a list as well."""

from django.utils.translation import gettext_lazy as _

from trienkhai.core.kept import Narrowed, register
from trienkhai.desk.finding import search_sheet

register(Narrowed("desk:search", _("Tìm trong mọi thứ"), ("q", "loai", "don-vi", "tu", "den"), search_sheet))
