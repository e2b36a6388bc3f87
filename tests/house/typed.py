"""What a person would send to each address that changes something: whole and valid, so that only the right decides."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.house.cast_records import HEAD, LINE, signed_paper, template_file, typed_draft

if TYPE_CHECKING:
    from tests.house.cast import Cast

KEPT = {"page": "documents:document-list", "name": "Sách"}
ENTRY = {"c1": "Tập huấn", "c2": "10/11/2026", "c3": "Trực tiếp"}
NO_ROWS = {"dv-TOTAL_FORMS": "0", "dv-INITIAL_FORMS": "0", "tg-TOTAL_FORMS": "0", "tg-INITIAL_FORMS": "0"}
GROUP = {"name": "Nhóm thử", "rule_or_list": "rule", "kinds": ["upper_school"]}
WRITTEN = {"number": "12/CVĐ", "received_on": "20/11/2026", "reason": "Xin dữ liệu"}
REGIME = {"cutoff": "decree", "window_days": 10, "deadline_days": 2, "level_days": 2, "late_days": 5, "legal_basis": "Quy chế"}
NEW_REGIME = {**REGIME, "name": "Báo cáo an toàn", "method": "system", "frequency": "month"}
TABLE = "mã,tên,loại,mã cấp trên\n{code},Trường THPT Mới,Trường trung học phổ thông,{above}\n"


def typed(name: str, cast: Cast, place: str) -> dict[str, Any]:
    """The fields to send to `name` by somebody of `place`."""
    thing = cast.things
    where = {"body": "sgd", "own": "t1", "sister": "t2", "far": "syt"}[place]
    fields: dict[str, dict[str, Any]] = {
        "accounts:role-give": {"full_name": "Lê Văn Mới", "username": "moi", "role": "reporter"},
        "accounts:role-add": {"holder-username": thing["person"].username, "holder-role": "specialist"},
        "accounts:person-role": {"unit_id": cast.units["own"].pk, "role": "specialist"},
        "accounts:person-close": {"reason": "Chuyển công tác"},
        "accounts:admin-session": {"reason": "Nhập đơn vị theo quyết định"},
        "accounts:group-add": {"name": "Nhóm thử", "rule_or_list": "rule", "kinds": ["upper_school"]},
        "accounts:group-edit": {"name": "Nhóm sửa", "rule_or_list": "rule", "kinds": ["upper_school"]},
        "accounts:group-add-preview": {"rule_or_list": "rule", "kinds": ["upper_school"]},
        "accounts:group-preview": {"rule_or_list": "rule", "kinds": ["upper_school"]},
        "accounts:official-import": {"chosen": "2026-07-25 31"},
        "accounts:unit-import": {"file": SimpleUploadedFile("a.csv", TABLE.format(code="m1", above=where).encode())},
        "accounts:filter-keep": KEPT | {"asked": "q=sach"},
        "accounts:filter-change": {"name": "Sách của trường"},
        "accounts:token-list": {"name": "Phần mềm", "unit_id": _unit_of(cast, place), "verbs": [], "expires_on": "31/12/2026"},
        "privacy:person-copy": {f"copy-{name}": value for name, value in WRITTEN.items()},
        "privacy:person-refuse": {f"refuse-{name}": value for name, value in WRITTEN.items()},
        "privacy:person-erase": {f"erase-{name}": value for name, value in WRITTEN.items()} | {"erase-username": "da-nghi"},
        "documents:document-upload": {"unit": _unit_of(cast, place), "file": SimpleUploadedFile("a.txt", b"Ke hoach")},
        "documents:header-edit": {"version": thing["document"].version, "title": "Tên mới"},
        "documents:accept-all": {"version": thing["document"].version},
        "documents:proposal-add": {"text": "Việc mới.", **NO_ROWS},
        "documents:proposal-edit": {"version": 1, "text": "Sửa lại.", **NO_ROWS},
        "documents:proposal-split": {"version": 1, "at": 33},
        "documents:proposal-merge": {"version": 1, "next_version": thing["next"].version},
        "documents:phrase-bind": {"phrase": "các trường học", "meaning": "open"},
        "plans:issue": {"version": thing["draft"].version, "effective_on": "2026-11-01", "rhythm": "quarter", "carry": "0"},
        "plans:phrase": {"meaning": "open"},
        "plans:phrase-forget": {"version": thing["binding"].version},
        "plans:task-name": {"units": [str(cast.body.division.pk)], "q": "Phòng", "duty": "execute", "reason": "Công văn 15"}
        | {"addressee": thing["task"].addressees.get().pk},
        "plans:difficulty-raise": {"text": "Thiếu giáo viên thư viện."},
        "plans:difficulty-answer": {"text": "Sở sẽ cấp."},
        "plans:difficulty-up": {"text": "Đề nghị cấp kinh phí."},
        "plans:extension-ask": {"until": "2027-03-01", "reason": "Đang sửa phòng."},
        "plans:extension": {"decision": "refuse", "remark": "Hạn do cấp trên ấn định."},
        "plans:work-decision": {"decision": "suspended", "text": "Chờ kinh phí."},
        "plans:confirmations": {"chosen": [thing["finished"].pk], "quality": "met"},
        "plans:task-halt": {"text": "Chờ quy định.", "basis": "Công văn 15"},
        "plans:task-event": {"happened_on": "2026-11-20", "due": "2026-12-05", "words": "Dịch cúm."},
        "plans:expected": {"act": "leave", "unit": cast.units["sister"].pk, "reason": "Tạm ngừng."},
        "plans:confirmation-rule": {"required": "1"},
        "plans:suspensions": {"chosen": [thing["stopped"].pk], "clock_choice": "keep"},
        "plans:difficulty-group": {"chosen": [thing["difficulty"].pk, thing["other"].pk]},
        "plans:reminders": {"mail": "digest"},
        "plans:reminder-rules": {"before": "3", "unseen": 3, "silent": 30, "forget": 90, "opens": "08:00", "closes": "17:00"}
        | {"legal_basis": "Quy chế"},
        "plans:amendments": {"document": thing["latest"].pk, "kind": "supplement"},
        "plans:amendment": {"reason": "Công văn 15", f"point-{thing['point'].pk}": "keep"},
        "plans:own-start": {"unit": thing["unit"].pk},
        "plans:own-take-in": {"version": thing["own"].version, "above": thing["second"].pk},
        "plans:own-name": {"version": thing["own"].version, "title": "Kế hoạch của trường"},
        "plans:own-task-add": {"version": thing["own"].version, "text": "Mua sách.", "kind": "continuous"},
        "plans:own-task": {"version": thing["own"].version, "text": "Mua sách.", "kind": "continuous"},
        "plans:own-task-remove": {"version": thing["own"].version},
        "plans:own-match": {"version": thing["own"].version},
        "plans:assign": {"person": cast.body.clerks[0].pk, "due": "2026-11-30"},
        "plans:unassign": {"reason": "Đổi phân công"},
        "plans:hand-on": {"person": cast.people["own", "head"].pk, "reason": "Chuyển công tác"},
        "plans:obligation": {"form_key": str(uuid.uuid4()), "state": "done", "text": "Đã làm."},
        **_forms(cast, place),
        "reporting:regime": {**NEW_REGIME, "sections": "Kết quả *"},
        "reporting:regime-alone": {**NEW_REGIME, "sections": "Kết quả *"},
        "reporting:regime-new": {**NEW_REGIME, "sections": "Kết quả *", "group": cast.body.group.pk},
        "reporting:submission-bring": {"file": SimpleUploadedFile("a.xlsx", thing["paper"])},
        "reporting:submission-offline": {"version": 1, "chosen": []},
        "reporting:submission-attach": {"file": SimpleUploadedFile("a.txt", b"So lieu")},
        "reporting:submission-save": {"version": 1, "s1": "Nền nếp tốt."},
        "reporting:submission-back": {"version": 1, "words": "Thêm số liệu."},
        "reporting:submission-return": {"version": 1, "words": "Thêm số liệu."},
        "reporting:submission-extend": {"version": 1, "until": "2027-03-01", "words": "Bão."},
        "reporting:report-new": {"form_key": str(uuid.uuid4()), "period": thing["period"].pk},
        "reporting:letterhead-edit": {"version": 1, "title": "Báo cáo", "issuer": "Sở", "symbol": "BC-S", "signer_role": "Giám đốc"},
        "reporting:passage-add": {"version": 1, "text": "Mở đầu."},
        "reporting:passages-merge": {"version": 1, "passages": [thing["passage"].pk, thing["beside"].pk]},
        "reporting:passage-edit": {"version": 1, "text": "Sửa."},
        "reporting:passage-split": {"version": 1, "text": "Một.\n\nHai."},
        "reporting:passage-move": {"version": 1, "steps": 1},
    }
    return fields.get(name, {"version": 1})


def _forms(cast: Cast, place: str) -> dict[str, dict[str, Any]]:
    thing, version = cast.things, {"version": cast.things["filling"].version}
    ask = {"plan": thing["plan"].pk, "task": thing["obligation"].task_id, "period": thing["period"].pk, "due": "2026-12-20"}
    column = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0, "form-0-title": "Cột mới", "form-0-kind": "text"}
    return {
        "plans:indicator-new": {"version": 0, "title": "Chỉ tiêu", "measure": "lớp", "source": "entered", "rule": "sum"},
        "plans:indicator-edit": {"version": 1, "title": "Chỉ tiêu", "measure": "lớp", "source": "entered", "rule": "sum"},
        "plans:indicator-target": {"value": "5"},
        "plans:indicator-enter": {"period": thing["period"].pk, "unit": cast.units["own"].pk, "value": "5"},
        **_records(cast, place),
        "registers:register-list": {"owner": _unit_of(cast, place), "kind": "dialogue"},
        "registers:entry-new": ENTRY | {"unit": _unit_of(cast, place)},
        "registers:entry": ENTRY | {"version": 1},
        "registers:entry-step": {"version": 1, "happened_at": "2026-11-23T15:00"},
        "registers:entry-remove": {"version": 1, "reason": "Ghi nhầm"},
        "registers:register-link": {"indicator": thing["fed"].pk, "counts": ""},
        "registers:register-report": {"unit": cast.units["own"].pk, "period": thing["period"].pk},
        "registers:entries-intake": {"unit": cast.units["own"].pk, "file": SimpleUploadedFile("s.xlsx", thing["register_book"])},
        "registers:programme": {"year": 2026, "document": "Quyết định 12/QĐ-SGDĐT", "legal_basis": "Quy chế kiểm tra"},
        "registers:form-new": {"owner": _unit_of(cast, place), "title": "Biểu mới"},
        "registers:sheet-edit": {"edit": 1, "title": "Bảng", "lines": ""} | column,
        "registers:form-rules": {"version": 1, "form-TOTAL_FORMS": 0, "form-INITIAL_FORMS": 0},
        "registers:form-ask": ask,
        "registers:filling": version | {"bang": "b1", "o-1-c1": "Lớp mới"},
        "registers:filling-send": version | {"bang": "b1"},
        "registers:filling-return": {"reason": "Thiếu số nữ"},
        "registers:filling-intake": version | {"file": SimpleUploadedFile("a.xlsx", thing["workbook"])},
    }


def _forms_api(cast: Cast, place: str) -> dict[str, dict[str, Any]]:
    thing, version = cast.things, {"version": cast.things["filling"].version}
    ask = {"task_id": thing["obligation"].task_id, "plan_period_id": thing["period"].pk, "due": "2026-12-20"}
    return {
        "api:list_forms": {"owner_id": _unit_of(cast, place), "title": "Biểu mới"},
        "api:list_registers": {"owner_id": _unit_of(cast, place), "kind": "dialogue"},
        "api:list_entries": {"unit_id": cast.units["own"].pk, "typed": ENTRY},
        "api:get_entry": {"version": 1, "typed": ENTRY},
        "api:remove_entry": {"version": 1, "reason": "Ghi nhầm"},
        "api:link_register": {"indicator_id": thing["fed"].pk},
        "api:report_register": {"unit_id": cast.units["own"].pk, "plan_period_id": thing["period"].pk},
        "api:get_programme": {"year": 2026, "document": "Quyết định 12/QĐ-SGDĐT", "legal_basis": "Quy chế kiểm tra"},
        "api:list_indicators": {"title": "Chỉ tiêu", "measure": "lớp"},
        "api:enter_indicator_value": {"plan_period_id": thing["period"].pk, "unit_id": cast.units["own"].pk, "value": 5},
        "api:set_draft": {"edit": 1, "shape": {"sheets": []}},
        "api:publish_form": {"edit": 1},
        "api:open_collection": ask,
        "api:save_cells": version | {"sheet": "b1", "cells": [{"place": 1, "column": "c1", "words": "Lớp mới"}]},
        "api:send_filling": version,
        "api:send_nil_filling": {"version": 1},
        "api:return_filling": {"reason": "Thiếu số nữ"},
    }


def typed_api(name: str, cast: Cast, place: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same for an operation of the API, and how it is sent."""
    json = {"content_type": "application/json"}
    key = str(uuid.uuid4())
    known: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
        "api:list_documents": ({"unit_id": _unit_of(cast, place), "file": SimpleUploadedFile("a.txt", b"Ke hoach")}, {}),
        "api:get_entries_workbook": (
            {"unit_id": cast.units["own"].pk, "file": SimpleUploadedFile("s.xlsx", cast.things["register_book"])},
            {},
        ),
        "api:list_filters": (KEPT | {"asked": {"q": ["sach"]}}, json),
        "api:change_filter": ({"name": "Sách của trường", "share": False}, json),
        "api:preview_group": ({"kinds": ["upper_school"]}, json),
        "api:get_phrase": ({"leave_open": True, "version": cast.things["binding"].version}, json),
        "api:forget_phrase": ({"version": cast.things["binding"].version}, json),
        "api:list_people": ({"username": "moi-nua", "full_name": "Lê Văn Mới", "role": "reporter"}, json),
        "api:give_role": ({"username": cast.things["person"].username, "role": "specialist"}, json),
        "api:close_person": ({"reason": "Chuyển công tác"}, json),
        "api:report_progress": ({"form_key": key, "state": "done", "text": "Đã làm."}, json),
        "api:list_amendments": ({"document_id": cast.things["latest"].pk, "kind": "supplement"}, json),
        "api:amend_plan": ({"reason": "Công văn 15", "rulings": [{"point_id": cast.things["point"].pk, "ruling": "keep"}]}, json),
        "api:derive_plan": ({"unit_id": cast.things["unit"].pk}, json),
        "api:take_in": ({"version": cast.things["own"].version, "plan_id": cast.things["second"].pk}, json),
        "api:name_own_plan": ({"version": cast.things["own"].version, "title": "Kế hoạch của trường"}, json),
        "api:add_own_task": ({"version": cast.things["own"].version, "text": "Mua sách.", "kind": "continuous"}, json),
        "api:change_own_task": ({"version": cast.things["own"].version, "text": "Mua sách.", "kind": "continuous"}, json),
        "api:remove_own_task": ({"version": cast.things["own"].version}, json),
        "api:get_matches": ({"version": cast.things["own"].version, "rows": []}, json),
        "api:assign_work": ({"person_id": cast.body.clerks[0].pk, "due": "2026-11-30"}, json),
        "api:unassign_work": ({"reason": "Đổi phân công"}, json),
        "api:hand_work_on": ({"to_person_id": cast.people["own", "head"].pk, "reason": "Chuyển công tác"}, json),
        "api:get_regime": ({**REGIME, "sections": [{"title": "Kết quả", "required": True}]}, json),
        "api:get_own_regime": ({**REGIME, "sections": [{"title": "Kết quả", "required": True}]}, json),
        "api:list_regimes": ({**NEW_REGIME, "sections": [{"title": "Kết quả"}], "group_id": cast.body.group.pk}, json),
        "api:bring_back": ({"file": SimpleUploadedFile("a.xlsx", cast.things["paper"])}, {}),
        "api:get_offline": ({"version": 1, "chosen": []}, json),
        "api:attach_file": ({"file": SimpleUploadedFile("a.txt", b"So lieu")}, {}),
        "api:get_submission": ({"version": 1, "said": {"s1": "Nền nếp tốt."}}, json),
        "api:prepare_submission": ({"version": 1}, json),
        "api:give_back": ({"version": 1, "words": "Thêm số liệu."}, json),
        "api:send_submission": ({"version": 1}, json),
        "api:withdraw_submission": ({"version": 1}, json),
        "api:receive_submission": ({"version": 1}, json),
        "api:return_submission": ({"version": 1, "words": "Thêm số liệu."}, json),
        "api:accept_submission": ({"version": 1}, json),
        "api:extend_submission": ({"version": 1, "until": "2027-03-01", "words": "Bão."}, json),
        "api:raise_difficulty": ({"text": "Thiếu giáo viên thư viện."}, json),
        "api:ask_extension": ({"until": "2027-03-01", "reason": "Đang sửa phòng."}, json),
        "api:decide_extension": ({"grant": False, "remark": "Hạn do cấp trên ấn định."}, json),
        "api:record_event": ({"happened_on": "2026-11-20", "due": "2026-12-05", "words": "Dịch cúm."}, json),
        "api:halt_task": ({"reason": "Chờ quy định.", "basis": "Công văn 15"}, json),
        "api:resume_task": ({"clock": "keep"}, json),
        "api:take_in_unit": ({"unit_id": cast.things["late"].pk, "reason": "Mới thành lập."}, json),
        "api:excuse_unit": ({"unit_id": cast.units["sister"].pk, "reason": "Tạm ngừng."}, json),
        "api:confirm_done": ({"obligation_ids": [cast.things["finished"].pk]}, json),
        "api:return_work": ({"reason": "Còn thiếu."}, json),
        "api:suspend_work": ({"obligation_ids": [cast.things["obligation"].pk], "reason": "Chờ kinh phí."}, json),
        "api:resume_work": ({"obligation_ids": [cast.things["stopped"].pk], "clock": "keep"}, json),
        "api:rule_confirmation": ({"required": True}, json),
        "api:answer_difficulty": ({"text": "Sở sẽ cấp."}, json),
        "api:pass_difficulty_up": ({"text": "Đề nghị cấp kinh phí."}, json),
        "api:list_groups": (GROUP, json),
        "api:get_group": (GROUP, json),
        "api:give_another_role": ({"unit_id": cast.units["own"].pk, "role": "specialist"}, json),
        "api:set_document_header": ({"version": cast.things["document"].version, "title": "Tên mới"}, json),
        "api:list_proposals": ({"text": "Việc mới."}, json),
        "api:get_proposal": ({"version": 1, "text": "Sửa lại."}, json),
        "api:decide_proposal": ({"version": 1}, json),
        "api:split_proposal": ({"version": 1, "at": 33}, json),
        "api:merge_proposal": ({"version": 1, "next_version": cast.things["next"].version}, json),
        "api:accept_all_proposals": ({"version": cast.things["document"].version}, json),
        "api:list_document_phrases": ({"phrase": "các trường học", "leave_open": True}, json),
        "api:look_at_issuing": (
            {"version": cast.things["draft"].version, "effective_on": "2026-11-01", "rhythm": "quarter"},
            json,
        ),
        "api:name_addressee": (
            {"addressee_id": cast.things["task"].addressees.get().pk, "unit_ids": [cast.body.division.pk], "reason": "Công văn 15"},
            json,
        ),
        "api:compare_phrase": ({"unit_ids": [cast.units["own"].pk]}, json),
        "api:report_with_files": (
            {"form_key": key, "state": "done", "text": "Đã làm.", "evidence": SimpleUploadedFile("a.txt", b"Xong")},
            {},
        ),
        "api:get_reminder_wish": ({"mail": "none"}, json),
        "api:see_reminders": ({"run_id": 1}, json),
        "api:get_reminder_rules": ({"before": [3], "legal_basis": "Quy chế"}, json),
        "api:group_difficulties": ({"other_ids": [cast.things["other"].pk]}, json),
        "api:add_passage": ({"version": 1, "text": "Mở đầu."}, json),
        "api:merge_passages": ({"version": 1, "passage_ids": [cast.things["passage"].pk, cast.things["beside"].pk]}, json),
        "api:undo_passages": ({"version": 1}, json),
        "api:get_passage": ({"version": 1, "text": "Sửa."}, json),
        "api:include_passage": ({"version": 1, "included": False}, json),
        "api:move_passage": ({"version": 1, "steps": 1}, json),
        "api:split_passage": ({"version": 1, "text": "Một.\n\nHai."}, json),
        "api:choose_passage": ({"version": 1}, json),
        "api:take_out_passage": ({"version": 1}, json),
        "api:fill_letterhead": (
            {"version": 1, "title": "Báo cáo", "issuer": "Sở", "symbol": "BC-S", "signer_role": "Giám đốc"},
            json,
        ),
        "api:list_reports": ({"form_key": key, "plan_period_id": cast.things["period"].pk}, json),
    }
    known |= {f"api:{one}": (said, json) for one, said in _records_api(cast, place).items()}
    if name in ("api:put_draft", "api:add_annex", "api:take_signed", "api:check_signatures"):
        file = ("a.docx", typed_draft()) if name in ("api:put_draft", "api:add_annex") else ("a.pdf", signed_paper())
        return {"version": 1, "title": "Bảng", "file": SimpleUploadedFile(*file)}, {}
    if name == "api:put_template":
        return {"name": "Mẫu", "file": SimpleUploadedFile("mau.docx", template_file())}, {}
    if name == "api:get_workbook":
        return {"file": SimpleUploadedFile("a.xlsx", cast.things["workbook"])}, {
            "query_params": {"version": cast.things["filling"].version}
        }
    if name == "api:take_entry_step":
        return {"version": 1, "happened_at": "2026-11-23T15:00:00+07:00"}, {}
    if name == "api:set_indicator_targets":
        return [{"value": 5}], json  # type: ignore[return-value]
    return known.get(name) or (_forms_api(cast, place).get(name, {}), json)


HEADED = HEAD | {"doc_type": "thông báo", "title": "Lịch", "form": "decree"}
ISSUER = {"issuer": "SỞ", "code": "SGD", "signer_role": "GIÁM ĐỐC"}
RULED = {"joint": "1", "valid_from": "2027-01-01"}


def _records(cast: Cast, place: str) -> dict[str, Any]:
    """What is typed on the pages of records."""
    unit, key = _unit_of(cast, place), str(uuid.uuid4())
    seen = {"version": 1}
    acts = ("submit", "approve", "sign", "send", "write", "renew")
    return {
        **{f"records:outgoing-{act}": seen for act in acts},
        "records:outgoing-new": HEADED | {"unit": unit, "form_key": key},
        "records:outgoing-edit": HEADED | seen,
        "records:outgoing-return": seen | {"reason": "Sửa"},
        "records:outgoing-cancel": seen | {"reason": "Sai"},
        "records:outgoing-number": seen | {"issued_on": "2026-11-24"},
        "records:draft-put": seen | {"file": SimpleUploadedFile("a.docx", typed_draft())},
        "records:annex-add": seen | {"title": "Bảng", "file": SimpleUploadedFile("a.txt", b"Bang")},
        "records:annex-remove": seen,
        "records:message-refuse": {"reason": "Nhầm"},
        "records:exchange-send": {"receivers": "H42"},
        "records:signing": seen | {"signed": SimpleUploadedFile("a.pdf", signed_paper())},
        "records:signature-check": {"file": SimpleUploadedFile("a.pdf", signed_paper())},
        "records:incoming-new": LINE | {"code": "9/UBND", "unit": unit, "arrived_on": "2026-11-24", "form_key": key},
        "records:incoming": LINE | seen,
        "records:incoming-cancel": seen | {"reason": "Nhầm"},
        "records:letterhead-save": ISSUER | {"version": 0},
        "records:rule-save": RULED,
        "records:series-begin": {"doc_type": "công văn", "begun_at": 5},
        "records:template-put": {"name": "Mẫu", "file": SimpleUploadedFile("mau.docx", template_file())},
    }


def _records_api(cast: Cast, place: str) -> dict[str, Any]:
    """The same by a program."""
    unit, key, seen = _unit_of(cast, place), str(uuid.uuid4()), {"version": 1}
    return {
        "list_outgoing": HEADED | {"unit_id": unit, "form_key": key},
        "hand_over": {"source_kind": "conclusion", "source_id": cast.things["visit"].pk},
        "change_outgoing": HEADED | seen,
        "act_on_outgoing": seen,
        "return_outgoing": seen | {"reason": "Sửa"},
        "cancel_outgoing": seen | {"reason": "Sai"},
        "number_outgoing": seen | {"issued_on": "2026-11-24"},
        "remove_annex": seen,
        "register_incoming": LINE | {"code": "9/UBND", "unit_id": unit, "arrived_on": "2026-11-24", "form_key": key},
        "correct_incoming": LINE | seen,
        "cancel_incoming": seen | {"reason": "Nhầm"},
        "refuse_message": {"reason": "Nhầm"},
        "list_answers": {"receivers": ["H42"]},
        "save_letterhead": ISSUER | seen | {"version": 0},
        "rule_numbering": {"joint": True, "valid_from": "2027-01-01"},
        "begin_series": {"doc_type": "công văn", "begun_at": 5, "year": 2026},
    }


def _unit_of(cast: Cast, place: str) -> int:
    body = cast.body
    return {"body": body.department, "own": body.schools[0], "sister": body.schools[1], "far": body.stranger_unit}[place].pk
