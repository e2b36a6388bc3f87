"""Writing people: accounts, roles, delegations and administrators' sessions."""

from trienkhai.accounts.services.administering import require_admin, session_minutes
from trienkhai.accounts.services.closing import close_account, close_idle, end_sign_ins, reopen_account
from trienkhai.accounts.services.delegating import Terms, delegate, end_delegation
from trienkhai.accounts.services.filters import change_filter, drop_filter, keep_filter
from trienkhai.accounts.services.inviting import invitation_for, invite, link_of, revoke_invitation, show_invitation, take_up
from trienkhai.accounts.services.people import add_person, create_person
from trienkhai.accounts.services.roles import can_manage, give_role, give_role_to, take_role

__all__ = [
    "Terms",
    "add_person",
    "can_manage",
    "change_filter",
    "close_account",
    "close_idle",
    "create_person",
    "delegate",
    "drop_filter",
    "end_delegation",
    "end_sign_ins",
    "give_role",
    "give_role_to",
    "invitation_for",
    "invite",
    "keep_filter",
    "link_of",
    "reopen_account",
    "require_admin",
    "revoke_invitation",
    "session_minutes",
    "show_invitation",
    "take_role",
    "take_up",
]
