"""Addresses of personal data."""

from django.urls import path

from trienkhai.privacy import views

app_name = "privacy"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("ban-trich/", views.copy_ask, name="copy-ask"),
    path("ban-trich/<id:request_id>/", views.copy_progress, name="copy-progress"),
    path("ban-trich/<id:request_id>/tai-ve/", views.copy_take, name="copy-take"),
    path("nguoi/<id:person_id>/", views.person, name="person"),
    path("nguoi/<id:person_id>/ban-trich/", views.person_copy, name="person-copy"),
    path("nguoi/<id:person_id>/tu-choi/", views.person_refuse, name="person-refuse"),
    path("nguoi/<id:person_id>/xoa/", views.person_erase, name="person-erase"),
]
