"""Addresses of the desk."""

from django.urls import path

from trienkhai.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("tim/", views.search, name="search"),
    path("danh-sach.<slug:kind>", views.take, name="take"),
    path("don-vi/<id:unit_id>/", views.unit, name="unit"),
]
