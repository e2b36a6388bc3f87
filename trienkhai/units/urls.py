"""Addresses of units; pages that change them stand in the room of accounts, which knows who may."""

from django.urls import path

from trienkhai.units import views

app_name = "units"
urlpatterns = [
    path("", views.unit_list, name="unit-list"),
    path("<id:unit_id>/nhanh/", views.unit_branch, name="unit-branch"),
    path("<id:unit_id>/", views.unit_detail, name="unit-detail"),
]
