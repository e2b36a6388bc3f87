"""Addresses of reports."""

from django.urls import path

from trienkhai.reporting.views import filing, regimes, reports, rounds, submissions

app_name = "reporting"
urlpatterns = [
    path("", reports.report_list, name="report-list"),
    path("lap/", reports.report_new, name="report-new"),
    path("dot/", rounds.round_list, name="round-list"),
    path("dot/<id:round_id>/", rounds.round_detail, name="round"),
    path("che-do/", regimes.regime_list, name="regime-list"),
    path("che-do/moi/", regimes.regime_new, name="regime-new"),
    path("che-do/tu-van-ban/<id:document_id>/", regimes.regime_proposed, name="regime-proposed"),
    path("che-do/so/<id:regime_id>/", regimes.regime_alone, name="regime-alone"),
    path("che-do/so/<id:regime_id>/ket-thuc/", regimes.regime_end, name="regime-end"),
    path("che-do/<id:plan_id>/", regimes.regime, name="regime"),
    path("nop/<id:submission_id>/", submissions.submission, name="submission"),
    path("nop/<id:submission_id>/luu/", submissions.submission_save, name="submission-save"),
    path("nop/<id:submission_id>/trinh/", submissions.prepare, name="submission-prepare"),
    path("nop/<id:submission_id>/tra-nguoi-soan/", submissions.give_back, name="submission-back"),
    path("nop/<id:submission_id>/gui/", submissions.send, name="submission-send"),
    path("nop/<id:submission_id>/rut/", submissions.withdraw, name="submission-withdraw"),
    path("nop/<id:submission_id>/tiep-nhan/", submissions.receive, name="submission-receive"),
    path("nop/<id:submission_id>/tra-lai/", submissions.return_, name="submission-return"),
    path("nop/<id:submission_id>/chap-nhan/", submissions.accept, name="submission-accept"),
    path("nop/<id:submission_id>/lui-han/", submissions.extend, name="submission-extend"),
    path("nop/<id:submission_id>/tep/", filing.attach, name="submission-attach"),
    path("nop/<id:submission_id>/tep/<id:file_id>/", filing.attachment, name="submission-file"),
    path("nop/<id:submission_id>/tep/<id:file_id>/bo/", filing.detach, name="submission-detach"),
    path("nop/<id:submission_id>/tai/<str:kind>/", filing.paper, name="submission-paper"),
    path("nop/<id:submission_id>/ban/<id:number>/tai/<str:kind>/", filing.paper, name="edition-paper"),
    path("nop/<id:submission_id>/ngoai-may/", filing.bring_back, name="submission-bring"),
    path("nop/<id:submission_id>/ngoai-may/<id:offline_id>/", filing.offline, name="submission-offline"),
    path("nop/<id:submission_id>/ngoai-may/<id:offline_id>/bo/", filing.drop_back, name="submission-drop"),
    path("nop/<id:submission_id>/ban/<id:number>/", submissions.edition, name="edition"),
    path("<id:report_id>/", reports.report_detail, name="report-detail"),
    path("<id:report_id>/tien-do/", reports.report_progress, name="report-progress"),
    path("<id:report_id>/so-lieu/", reports.figure_trace, name="figure-trace"),
    path("<id:report_id>/nhiem-vu/<id:task_id>/", reports.task_passages, name="task-passages"),
    path("<id:report_id>/the-thuc/", reports.letterhead_edit, name="letterhead-edit"),
    path("<id:report_id>/so-van-ban/", reports.report_number, name="report-number"),
    path("<id:report_id>/doan/them/", reports.passage_add, name="passage-add"),
    path("<id:report_id>/doan/<id:passage_id>/", reports.passage_edit, name="passage-edit"),
    path("<id:report_id>/doan/<id:passage_id>/nguon/", reports.passage_trace, name="passage-trace"),
    path("<id:report_id>/tai/<str:kind>/", reports.report_file, name="report-file"),
]
