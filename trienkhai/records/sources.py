"""What other rooms hand over to be issued, named by kind and id. Rooms above register theirs; those below are read by their services."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.urls import reverse
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _

from trienkhai.core.errors import Hidden
from trienkhai.plans import services as plans
from trienkhai.plans.models import PlanPeriod
from trienkhai.registers import services as registers

if TYPE_CHECKING:
    from vanban.writing.model import OfficialDocument

    from trienkhai.accounts.models import Person


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that goes along as an annex of its own, such as figures as .xlsx."""

    title: str
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Handed:
    """A document as another room wrote it: whose it is, its words and letterhead, files that go along."""

    unit_id: int
    document: OfficialDocument
    sheets: tuple[Sheet, ...] = ()


class Source(Protocol):
    """A room's document of one kind."""

    once: bool
    """Whether it is issued once for ever; another may be written again when the one before was sent."""

    @property
    def label(self) -> str:
        """What it is called."""

    def hand_over(self, actor: Person, source_id: int) -> Handed:
        """Its words as they stand now. Raises Hidden or Refusal as its room does."""

    def address(self, source_id: int) -> str:
        """The page it comes from."""


_SOURCES: dict[str, Source] = {}


def register(kind: str, source: Source) -> None:
    """Name a source; called once by the `issuing` module of the room that has it."""
    _SOURCES[kind] = source


def source_of(kind: str) -> Source:
    """The source of that kind; `Hidden` when no room has it."""
    if kind not in _SOURCES:
        autodiscover_modules("issuing")
    if kind not in _SOURCES:
        raise Hidden
    return _SOURCES[kind]


class Urging:
    """The letter that urges on a plan's period; its id is the plan period's."""

    once = False

    @property
    def label(self) -> str:
        """What it is called."""
        return _("Công văn đôn đốc")

    def hand_over(self, actor: Person, source_id: int) -> Handed:
        """Exactly who has said nothing, now."""
        owner_id, document = plans.compose_urging(actor=actor, plan_period_id=source_id)
        return Handed(owner_id, document)

    def address(self, source_id: int) -> str:
        """The list of who has not reported."""
        plan_id = PlanPeriod.objects.filter(pk=source_id).values_list("plan_id", flat=True).first()
        return f"{reverse('plans:who-has-not', args=[plan_id or 0])}?ky={source_id}"


class Conclusion:
    """An inspection's conclusion; its id is the register entry's."""

    once = True

    @property
    def label(self) -> str:
        """What it is called."""
        return _("Thông báo kết luận kiểm tra")

    def hand_over(self, actor: Person, source_id: int) -> Handed:
        """What was seen and what is to be mended."""
        unit_id, document = registers.compose_conclusion(actor=actor, entry_id=source_id)
        return Handed(unit_id, document)

    def address(self, source_id: int) -> str:
        """The visit's line in its register."""
        return reverse("registers:entry", args=[source_id])


register("urging", Urging())
register("conclusion", Conclusion())
