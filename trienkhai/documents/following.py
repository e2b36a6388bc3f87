"""Documents follow the body that received them to its heir."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trienkhai.documents.models import Document
from trienkhai.units import following
from trienkhai.units.following import Effect, Ending

if TYPE_CHECKING:
    from trienkhai.accounts.models import Person


class Papers:
    """Documents of ended units."""

    def effects(self, ending: Ending) -> list[Effect]:
        """How many documents go to the heir; without one they stay and only the bodies above see them."""
        count = Document.objects.filter(unit_id__in=ending.heirs).count()
        moving = any(heir is not None for heir in ending.heirs.values())
        then = _("chuyển cho đơn vị kế thừa") if moving else _("phải chuyển cho đơn vị khác trước, bằng cách nhập đơn vị")
        return [Effect(count, _("văn bản của đơn vị"), then, stops=not moving)] if count else []

    def follow(self, actor: Person | None, ending: Ending) -> None:  # noqa: ARG002 - the change's own journal line says it
        """Hand them over."""
        for unit_id, heir in ending.heirs.items():
            if heir is not None:
                Document.objects.filter(unit_id=unit_id).update(unit_id=heir)


following.register("documents", Papers())
