"""Verdicts of permission functions: truthy or falsy, and a denial says why."""

from __future__ import annotations

from dataclasses import dataclass

from trienkhai.core.errors import Refusal


@dataclass(frozen=True, slots=True)
class Verdict:
    """Allowed, or denied with a reason a person understands and a hint whom to ask."""

    allowed: bool
    reason: str = ""
    hint: str = ""
    door: tuple[str, str] | None = None
    """A page that removes what stands in the way: the name of its address, and its words."""

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Raise `Refusal` (403) when denied; every service calls this first."""
        if not self.allowed:
            raise Refusal(self.reason, self.hint, status=403, door=self.door)


ALLOWED = Verdict(allowed=True)


def denied(reason: str, hint: str = "", door: tuple[str, str] | None = None) -> Verdict:
    """A denial with its reason."""
    return Verdict(allowed=False, reason=str(reason), hint=str(hint), door=door)
