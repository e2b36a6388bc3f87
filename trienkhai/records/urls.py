"""Addresses of records."""

from django.urls import path

from trienkhai.records.views import outgoing, registers, setting, signing

app_name = "records"
urlpatterns = [
    path("di/", outgoing.outgoing_list, name="outgoing-list"),
    path("di/moi/", outgoing.outgoing_new, name="outgoing-new"),
    path("trinh/<slug:kind>/<id:source_id>/", outgoing.hand_over, name="hand-over"),
    path("di/<id:document_id>/", outgoing.outgoing_detail, name="outgoing"),
    path("di/<id:document_id>/the-thuc/", outgoing.outgoing_edit, name="outgoing-edit"),
    path("di/<id:document_id>/trinh/", outgoing.submit, name="outgoing-submit"),
    path("di/<id:document_id>/tra-lai/", outgoing.return_, name="outgoing-return"),
    path("di/<id:document_id>/duyet/", outgoing.approve, name="outgoing-approve"),
    path("di/<id:document_id>/cap-so/", outgoing.number, name="outgoing-number"),
    path("di/<id:document_id>/ky/", outgoing.sign, name="outgoing-sign"),
    path("di/<id:document_id>/ky-so/", signing.signing, name="signing"),
    path("kiem-tra-chu-ky/", signing.signature_check, name="signature-check"),
    path("den/<id:incoming_id>/chu-ky/", signing.incoming_signatures, name="incoming-signatures"),
    path("di/<id:document_id>/phat-hanh/", outgoing.send, name="outgoing-send"),
    path("di/<id:document_id>/huy/", outgoing.cancel, name="outgoing-cancel"),
    path("di/<id:document_id>/lap-lai/", outgoing.write_again, name="outgoing-write"),
    path("di/<id:document_id>/lay-lai/", outgoing.renew, name="outgoing-renew"),
    path("di/<id:document_id>/du-thao/", outgoing.draft_put, name="draft-put"),
    path("di/<id:document_id>/du-thao.docx", outgoing.draft_file, name="draft-file"),
    path("di/<id:document_id>/phu-luc/", outgoing.annex_add, name="annex-add"),
    path("di/<id:document_id>/phu-luc/<id:annex_id>/", outgoing.annex_file, name="annex-file"),
    path("di/<id:document_id>/phu-luc/<id:annex_id>/bo/", outgoing.annex_remove, name="annex-remove"),
    path("di/<id:document_id>/tai/<slug:kind>/", outgoing.outgoing_file, name="outgoing-file"),
    path("so/di/", registers.outgoing_register, name="outgoing-register"),
    path("so/den/", registers.incoming_register, name="incoming-register"),
    path("so/<slug:book>.xlsx", registers.register_file, name="register-file"),
    path("den/moi/", registers.incoming_new, name="incoming-new"),
    path("den/<id:incoming_id>/", registers.incoming, name="incoming"),
    path("den/<id:incoming_id>/huy/", registers.incoming_cancel, name="incoming-cancel"),
    path("the-thuc/", setting.setting, name="setting"),
    path("the-thuc/<id:unit_id>/dau-de/", setting.letterhead_save, name="letterhead-save"),
    path("the-thuc/<id:unit_id>/danh-so/", setting.rule_save, name="rule-save"),
    path("the-thuc/<id:unit_id>/so-da-cap/", setting.series_begin, name="series-begin"),
    path("the-thuc/<id:unit_id>/mau/", setting.template_put, name="template-put"),
    path("mau/<id:template_id>/", setting.template_file, name="template-file"),
    path("mau/<id:template_id>/thoi/", setting.template_retire, name="template-retire"),
]
