"""Addresses of accounts."""

from django.urls import path

from trienkhai.accounts import views

app_name = "accounts"
urlpatterns = [
    path("trinh-dien/", views.demo_sign_in, name="demo-sign-in"),
    path("don-vi/<int:unit_id>/nguoi-dung/", views.people, name="people"),
    path("don-vi/<int:unit_id>/nguoi-dung/them/", views.role_give, name="role-give"),
    path("don-vi/<int:unit_id>/nguoi-dung/<int:role_id>/thoi/", views.role_take, name="role-take"),
]
