"""Addresses of reports."""

from django.urls import path

from trienkhai.reporting.views import reports

app_name = "reporting"
urlpatterns = [
    path("", reports.report_list, name="report-list"),
    path("lap/", reports.report_new, name="report-new"),
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
