"""Addresses of reports."""

from django.urls import path

from trienkhai.reporting import views

app_name = "reporting"
urlpatterns = [
    path("", views.report_list, name="report-list"),
    path("lap/", views.report_new, name="report-new"),
    path("<id:report_id>/", views.report_detail, name="report-detail"),
    path("<id:report_id>/tien-do/", views.report_progress, name="report-progress"),
    path("<id:report_id>/so-lieu/", views.figure_trace, name="figure-trace"),
    path("<id:report_id>/nhiem-vu/<id:task_id>/", views.task_passages, name="task-passages"),
    path("<id:report_id>/the-thuc/", views.letterhead_edit, name="letterhead-edit"),
    path("<id:report_id>/so-van-ban/", views.report_number, name="report-number"),
    path("<id:report_id>/doan/them/", views.passage_add, name="passage-add"),
    path("<id:report_id>/doan/<id:passage_id>/", views.passage_edit, name="passage-edit"),
    path("<id:report_id>/doan/<id:passage_id>/nguon/", views.passage_trace, name="passage-trace"),
    path("<id:report_id>/tai/<str:kind>/", views.report_file, name="report-file"),
]
