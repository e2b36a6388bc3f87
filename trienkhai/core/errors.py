"""What people may be told. Anything else is a bug and shows a reference number.

Refusal     the act is refused; `reason` says why, `hint` what to do next, `basis` the rule where there is one,
│           `door` a page that removes what stands in the way (name of its address, its words)
├── Denied…   see `verdict.Denied`: a permission verdict, raised as Refusal(status=403)
└── Conflict  somebody else changed it first, or it was done already (status 409)
Hidden      what was asked for does not exist for this person (status 404); existence is never told
"""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - the word of the house
    """An act refused, with its reason in Vietnamese."""

    status = 422

    def __init__(
        self, reason: str, hint: str = "", basis: str = "", status: int | None = None, door: tuple[str, str] | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = str(reason)
        self.hint = str(hint)
        self.basis = str(basis)
        self.door = door
        if status is not None:
            self.status = status


class Conflict(Refusal):
    """Changed by somebody else meanwhile, or done already."""

    status = 409


class Hidden(Exception):  # noqa: N818 - the word of the house
    """Not there for this person."""

    status = 404
