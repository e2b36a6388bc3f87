"""The API `/api/v1`: the rooms' routers behind one door. Refusals are answers; what does not exist for a person is 404."""

from __future__ import annotations

from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI

from trienkhai.accounts.api import Key, Problem
from trienkhai.accounts.api import router as accounts
from trienkhai.accounts.api_filters import router as filters
from trienkhai.accounts.api_groups import router as groups
from trienkhai.core.errors import Hidden, Refusal
from trienkhai.core.middleware import note_refusal
from trienkhai.desk.api import router as desk
from trienkhai.documents.api import router as documents
from trienkhai.documents.api_review import router as review
from trienkhai.periods.api import router as periods
from trienkhai.plans.api import router as plans
from trienkhai.plans.api_amending import router as amending
from trienkhai.plans.api_comparing import router as comparing
from trienkhai.plans.api_decisions import router as decisions
from trienkhai.plans.api_difficulties import router as difficulties
from trienkhai.plans.api_extensions import router as extensions
from trienkhai.plans.api_indicators import router as indicators
from trienkhai.plans.api_own import router as own_plans
from trienkhai.plans.api_phrases import router as phrases
from trienkhai.plans.api_pictures import router as pictures
from trienkhai.plans.api_preparing import router as preparing
from trienkhai.plans.api_reminding import router as reminding
from trienkhai.plans.api_working import router as working
from trienkhai.records.api import router as records
from trienkhai.records.api_exchange import router as exchange
from trienkhai.records.api_registers import router as record_registers
from trienkhai.records.api_signatures import router as signatures
from trienkhai.registers.api import router as registers
from trienkhai.registers.api_events import router as events
from trienkhai.registers.api_totals import router as totals
from trienkhai.reporting.api import router as reports
from trienkhai.reporting.api_editing import router as editing
from trienkhai.reporting.api_filing import router as filing
from trienkhai.reporting.api_passages import router as passages
from trienkhai.reporting.api_regimes import router as regimes
from trienkhai.reporting.api_rounds import router as rounds
from trienkhai.units.api import router as units

api = NinjaAPI(title="Triển Khai", version="1", auth=Key(), docs_url=None, urls_namespace="api")
ROOMS = (
    *(accounts, filters, units, groups, periods, documents, review),
    *(plans, preparing, working, comparing, pictures, decisions, difficulties, reminding, extensions),
    *(indicators, own_plans, amending, phrases),
    *(
        registers,
        events,
        totals,
        records,
        record_registers,
        signatures,
        exchange,
        reports,
        editing,
        passages,
        rounds,
        filing,
        regimes,
        desk,
    ),
)
for rooms_router in ROOMS:
    api.add_router("", rooms_router)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The reason and what to do next."""
    if refusal.status != 401:
        note_refusal(request, refusal.status)
    said = Problem(reason=refusal.reason, hint=refusal.hint, basis=refusal.basis)
    return api.create_response(request, said, status=refusal.status)


@api.exception_handler(OverflowError)
@api.exception_handler(DataError)
def too_large(request: HttpRequest, _overflow: Exception) -> HttpResponse:
    """A number that no column holds names nothing that is there."""
    note_refusal(request, 422)
    said = Problem(reason="Có số hoặc ngày vượt quá giới hạn.", hint="Hãy kiểm tra lại số và ngày đã gửi.")
    return api.create_response(request, said, status=422)


@api.exception_handler(Hidden)
@api.exception_handler(Http404)
def not_there(request: HttpRequest, _absent: Exception) -> HttpResponse:
    """Existence is never told."""
    note_refusal(request, 404)
    return api.create_response(request, Problem(reason="Không tìm thấy, hoặc không thuộc phạm vi của mã truy cập."), status=404)
