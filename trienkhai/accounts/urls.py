"""Addresses of accounts."""

from django.urls import path

from trienkhai.accounts.views import people, sign_in, structure

app_name = "accounts"
urlpatterns = [
    path("trinh-dien/", sign_in.demo_sign_in, name="demo-sign-in"),
    path("don-vi/<int:unit_id>/nguoi-dung/", people.people, name="people"),
    path("don-vi/<int:unit_id>/nguoi-dung/them/", people.role_give, name="role-give"),
    path("don-vi/<int:unit_id>/nguoi-dung/<int:role_id>/thoi/", people.role_take, name="role-take"),
    path("nhom/", structure.group_list, name="group-list"),
    path("nhom/them/", structure.group_edit, name="group-add"),
    path("nhom/<int:group_id>/", structure.group_edit, name="group-edit"),
    path("nhap-don-vi/", structure.unit_import, name="unit-import"),
    path("nhap-don-vi/mau/", structure.import_template, name="import-template"),
]
