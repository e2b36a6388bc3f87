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

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Raise `Refusal` (403) when denied; every service calls this first."""
        if not self.allowed:
            raise Refusal(self.reason, self.hint, status=403)


ALLOWED = Verdict(allowed=True)


def denied(reason: str, hint: str = "") -> Verdict:
    """A denial with its reason."""
    return Verdict(allowed=False, reason=str(reason), hint=str(hint))
