"""Addresses of units. Pages that change them stand in the room of accounts, which knows who may; the page of one unit in the desk."""

from django.urls import path

from trienkhai.units import views

app_name = "units"
urlpatterns = [
    path("", views.unit_list, name="unit-list"),
    path("<id:unit_id>/nhanh/", views.unit_branch, name="unit-branch"),
]
