"""Addresses of forms."""

from django.urls import path

from trienkhai.registers.views import asking, defining, events, filling, programmes

app_name = "registers"
urlpatterns = [
    path("", asking.form_list, name="form-list"),
    path("moi/", defining.create, name="form-new"),
    path("<id:form_id>/", defining.detail, name="form"),
    path("<id:form_id>/sua/them-bang/", defining.add_sheet, name="sheet-add"),
    path("<id:form_id>/sua/<slug:key>/", defining.edit_sheet, name="sheet-edit"),
    path("<id:form_id>/sua/<slug:key>/bo/", defining.remove_sheet, name="sheet-remove"),
    path("<id:form_id>/quy-tac/", defining.rules, name="form-rules"),
    path("<id:form_id>/cong-bo/", defining.publish, name="form-publish"),
    path("<id:form_id>/phien-ban-moi/", defining.revise, name="form-revise"),
    path("<id:form_id>/giao/", asking.ask, name="form-ask"),
    path("dot/<id:collection_id>/", asking.collection, name="collection"),
    path("dot/<id:collection_id>/bo-sung/", asking.add_units, name="collection-add"),
    path("dot/<id:collection_id>/tong-hop.xlsx", asking.consolidated, name="collection-file"),
    path("dien/<id:filling_id>/", filling.fill, name="filling"),
    path("dien/<id:filling_id>/gui/", filling.send, name="filling-send"),
    path("dien/<id:filling_id>/khong-phat-sinh/", filling.send_nil, name="filling-nil"),
    path("dien/<id:filling_id>/rut-ve/", filling.reopen, name="filling-reopen"),
    path("dien/<id:filling_id>/tra-lai/", filling.give_back, name="filling-return"),
    path("dien/<id:filling_id>/bieu.xlsx", filling.workbook, name="filling-file"),
    path("dien/<id:filling_id>/nap/", filling.take_in, name="filling-intake"),
    path("so/", events.register_list, name="register-list"),
    path("so/<id:register_id>/", events.register, name="register"),
    path("so/<id:register_id>/chuong-trinh/", programmes.programme, name="programme"),
    path("so/<id:register_id>/tong-hop/", programmes.totals, name="register-year"),
    path("so/<id:register_id>/nam.xlsx", programmes.year_file, name="register-file"),
    path("so/<id:register_id>/mau.xlsx", programmes.entries_file, name="entries-file"),
    path("so/<id:register_id>/nap/", programmes.take_in, name="entries-intake"),
    path("so/<id:register_id>/ghi/", events.entry_new, name="entry-new"),
    path("so/<id:register_id>/chi-tieu/", events.link, name="register-link"),
    path("so/<id:register_id>/gui-so-lieu/", events.report, name="register-report"),
    path("so/dong/<id:entry_id>/", events.entry, name="entry"),
    path("so/dong/<id:entry_id>/buoc/", events.step, name="entry-step"),
    path("so/dong/<id:entry_id>/bo/", events.remove, name="entry-remove"),
    path("so/dong/<id:entry_id>/ket-luan.docx", events.conclusion, name="entry-conclusion"),
    path("so/minh-chung/<id:step_id>/", events.step_file, name="step-file"),
    path("nap/<id:intake_id>/tep/", filling.marked, name="intake-file"),
]
