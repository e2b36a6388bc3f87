"""What an ended unit had under way goes to its heir; what has a number stays the ended unit's, as it stands in its register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trienkhai.records.choices import OPEN, OutgoingState
from trienkhai.records.models import IncomingDocument, OutgoingDocument
from trienkhai.units import following
from trienkhai.units.following import Effect, Ending

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person

UNNUMBERED = (*OPEN, OutgoingState.APPROVED)


class Papers:
    """Drafts of ended units, and what came in that they handle."""

    def effects(self, ending: Ending) -> list[Effect]:
        """How many drafts go to the heir, or stay without one who could send them; how many lines it handles from now on."""
        heir = any(one is not None for one in ending.heirs.values())
        drafts = OutgoingDocument.objects.filter(unit_id__in=ending.heirs, state__in=UNNUMBERED).count()
        handled = IncomingDocument.objects.filter(handler_id__in=ending.heirs, cancelled_at__isnull=True).count()
        then = _("chuyển cho đơn vị kế thừa; văn bản đã có số ở lại sổ của đơn vị cũ") if heir else _("không phát hành được nữa")
        said = (
            Effect(drafts, _("dự thảo văn bản đi"), then),
            Effect(handled, _("văn bản đến đang xử lý"), _("đơn vị kế thừa xử lý") if heir else _("văn thư chuyển lại cho đơn vị khác")),
        )
        return [effect for effect in said if effect.count]

    def follow(self, actor: Person | None, ending: Ending) -> None:  # noqa: ARG002 - the change's own journal line says it
        """Hand them over."""
        for unit_id, heir in ending.heirs.items():
            if heir is not None:
                OutgoingDocument.objects.filter(unit_id=unit_id, state__in=UNNUMBERED).update(unit_id=heir)
                IncomingDocument.objects.filter(handler_id=unit_id, cancelled_at__isnull=True).update(handler_id=heir)


following.register("records", Papers())
