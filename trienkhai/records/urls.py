"""Addresses of records."""

from django.urls import path

from trienkhai.records.views import outgoing

app_name = "records"
urlpatterns = [
    path("di/", outgoing.outgoing_list, name="outgoing-list"),
    path("di/<id:document_id>/", outgoing.outgoing_detail, name="outgoing"),
]
