"""Reading forms: the lists, a form, one unit's filling with its faults, and what all units filled in."""

from trienkhai.registers.selectors.agenda import Agenda, UnitForms, agenda, unit_forms
from trienkhai.registers.selectors.collections import CollectionPage, collection_page, open_collections
from trienkhai.registers.selectors.covers import cover_of
from trienkhai.registers.selectors.events import EntryPage, RegisterPage, RegistersPage, entry_page, register_page, registers_page
from trienkhai.registers.selectors.filled import asked_of, cross_checks
from trienkhai.registers.selectors.fillings import (
    FillingPage,
    faults_of,
    filling_page,
    intake_door,
    own_fillings,
    rows_by_sheet,
    unit_names,
)
from trienkhai.registers.selectors.forms import (
    AskPage,
    DraftPage,
    FormPage,
    FrontPage,
    ask_page,
    draft_page,
    form_list,
    form_page,
    front_page,
    owners_for_new,
)
from trienkhai.registers.selectors.inspections import ProgrammePage, overlapping, programme_page
from trienkhai.registers.selectors.submitted import FilledForm, FormSums, SumLine, filled_for, sums_for
from trienkhai.registers.selectors.totals import TotalsPage, totals_page
from trienkhai.registers.selectors.years import year_lines

__all__ = [
    "Agenda",
    "AskPage",
    "CollectionPage",
    "DraftPage",
    "EntryPage",
    "FilledForm",
    "FillingPage",
    "FormPage",
    "FormSums",
    "FrontPage",
    "ProgrammePage",
    "RegisterPage",
    "RegistersPage",
    "SumLine",
    "TotalsPage",
    "UnitForms",
    "agenda",
    "ask_page",
    "asked_of",
    "collection_page",
    "cover_of",
    "cross_checks",
    "draft_page",
    "entry_page",
    "faults_of",
    "filled_for",
    "filling_page",
    "form_list",
    "form_page",
    "front_page",
    "intake_door",
    "open_collections",
    "overlapping",
    "own_fillings",
    "owners_for_new",
    "programme_page",
    "register_page",
    "registers_page",
    "rows_by_sheet",
    "sums_for",
    "totals_page",
    "unit_forms",
    "unit_names",
    "year_lines",
]
