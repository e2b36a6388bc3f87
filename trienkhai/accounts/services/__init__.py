"""Writing people: accounts, roles, delegations and administrators' sessions."""

from trienkhai.accounts.services.administering import require_admin, session_minutes
from trienkhai.accounts.services.delegating import Terms, delegate, end_delegation
from trienkhai.accounts.services.people import add_person, create_person
from trienkhai.accounts.services.roles import can_manage, give_role, give_role_to, take_role

__all__ = [
    "Terms",
    "add_person",
    "can_manage",
    "create_person",
    "delegate",
    "end_delegation",
    "give_role",
    "give_role_to",
    "require_admin",
    "session_minutes",
    "take_role",
]
