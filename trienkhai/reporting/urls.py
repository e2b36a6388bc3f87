"""Addresses of reports."""

from django.urls import path

from trienkhai.reporting import views

app_name = "reporting"
urlpatterns = [
    path("", views.report_list, name="report-list"),
    path("lap/", views.report_new, name="report-new"),
    path("<int:report_id>/", views.report_detail, name="report-detail"),
    path("<int:report_id>/tien-do/", views.report_progress, name="report-progress"),
    path("<int:report_id>/so-lieu/", views.figure_trace, name="figure-trace"),
    path("<int:report_id>/the-thuc/", views.letterhead_edit, name="letterhead-edit"),
    path("<int:report_id>/so-van-ban/", views.report_number, name="report-number"),
    path("<int:report_id>/doan/them/", views.passage_add, name="passage-add"),
    path("<int:report_id>/doan/<int:passage_id>/", views.passage_edit, name="passage-edit"),
    path("<int:report_id>/doan/<int:passage_id>/nguon/", views.passage_trace, name="passage-trace"),
    path("<int:report_id>/tai/<str:kind>/", views.report_file, name="report-file"),
]
