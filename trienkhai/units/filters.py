"""The list of units can be narrowed."""

from django.utils.translation import gettext_lazy as _

from trienkhai.core.kept import Narrowed, register

register(Narrowed("units:unit-list", _("Đơn vị"), ("q", "on")))
