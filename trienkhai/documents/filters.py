"""Lists of documents that can be narrowed."""

from django.utils.translation import gettext_lazy as _

from trienkhai.core.kept import Narrowed, register
from trienkhai.documents.sheets import document_sheet

register(
    Narrowed("documents:document-list", _("Văn bản"), ("q", "state"), document_sheet),
    Narrowed("documents:finding-list", _("Chỗ cần xem"), ("muc", "quy_tac")),
)
