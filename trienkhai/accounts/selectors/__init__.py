"""Reading people: who works in a unit, one person's roles over time, and what was handed over to whom."""

from trienkhai.accounts.selectors.delegations import (
    DelegationLine,
    DelegationPage,
    delegation_lines,
    delegation_page,
    names_of,
    units_below,
)
from trienkhai.accounts.selectors.filters import Shown, kept_filters
from trienkhai.accounts.selectors.people import Crew, crew, demo_people, demo_person, people_lines, people_of
from trienkhai.accounts.selectors.person import PersonPage, RoleLine, admin_sessions_of, person_page, role_lines

__all__ = [
    "Crew",
    "DelegationLine",
    "DelegationPage",
    "PersonPage",
    "RoleLine",
    "Shown",
    "admin_sessions_of",
    "crew",
    "delegation_lines",
    "delegation_page",
    "demo_people",
    "demo_person",
    "kept_filters",
    "names_of",
    "people_lines",
    "people_of",
    "person_page",
    "role_lines",
    "units_below",
]
