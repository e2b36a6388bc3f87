"""Addresses of accounts."""

from django.urls import path

from trienkhai.accounts.views import groups, lending, mail, me, people, sign_in, standing, structure, tokens

app_name = "accounts"
urlpatterns = [
    path("trinh-dien/", sign_in.demo_sign_in, name="demo-sign-in"),
    path("cua-toi/", me.account, name="account"),
    path("cua-toi/lien-ket/<id:link_id>/go/", me.link_remove, name="link-remove"),
    path("cua-toi/phien/ket-thuc/", me.sessions_end, name="sessions-end"),
    path("cua-toi/phien/<id:session_id>/ket-thuc/", me.session_end, name="session-end"),
    path("don-vi/<id:unit_id>/nguoi-dung/<id:role_id>/to-ma/", people.codes_print, name="codes-print"),
    path("don-vi/<id:unit_id>/nguoi-dung/", people.people, name="people"),
    path("don-vi/<id:unit_id>/nguoi-dung/them/", people.role_give, name="role-give"),
    path("don-vi/<id:unit_id>/nguoi-dung/<id:role_id>/thoi/", people.role_take, name="role-take"),
    path("don-vi/<id:unit_id>/nguoi-dung/giao-vai-tro/", people.role_add, name="role-add"),
    path("nguoi/<id:person_id>/", people.person, name="person"),
    path("nguoi/<id:person_id>/vai-tro/", people.person_role, name="person-role"),
    path("nguoi/<id:person_id>/thu-moi/", standing.person_invitation, name="person-invitation"),
    path("nguoi/<id:person_id>/thu-moi/gui/", standing.person_invite, name="person-invite"),
    path("nguoi/<id:person_id>/thu-moi/thu-hoi/", standing.invitation_revoke, name="invitation-revoke"),
    path("nguoi/<id:person_id>/khoa/", standing.person_close, name="person-close"),
    path("nguoi/<id:person_id>/phien/ket-thuc/", standing.person_sign_out, name="person-sign-out"),
    path("nguoi/<id:person_id>/mo-lai/", standing.person_reopen, name="person-reopen"),
    path("moi/<str:token>/", standing.invitation, name="invitation"),
    path("uy-quyen/", lending.delegation_list, name="delegation-list"),
    path("uy-quyen/<id:delegation_id>/cham-dut/", lending.delegation_end, name="delegation-end"),
    path("phien-quan-tri/", lending.admin_open, name="admin-session"),
    path("phien-quan-tri/dong/", lending.admin_end, name="admin-session-end"),
    path("nhom/", groups.group_list, name="group-list"),
    path("nhom/them/", groups.group_edit, name="group-add"),
    path("nhom/them/xem-truoc/", groups.group_preview, name="group-add-preview"),
    path("nhom/<id:group_id>/", groups.group_edit, name="group-edit"),
    path("nhom/<id:group_id>/xem-truoc/", groups.group_preview, name="group-preview"),
    path("nhom/<id:group_id>/bo/", groups.group_remove, name="group-remove"),
    path("don-vi/<id:unit_id>/thay-doi/", structure.unit_change, name="unit-change"),
    path("ma-truy-cap/", tokens.token_list, name="token-list"),
    path("ma-truy-cap/<id:token_id>/thu-hoi/", tokens.token_revoke, name="token-revoke"),
    path("thu-gui-di/", mail.post, name="post"),
    path("thu-gui-di/<id:message_id>/gui-lai/", mail.post_again, name="post-again"),
    path("thu-gui-di/gui-lai/", mail.post_all_again, name="post-all-again"),
    path("thu-trinh-dien/", mail.demo_letters, name="demo-letters"),
    path("nhap-don-vi/", structure.unit_import, name="unit-import"),
    path("nhap-don-vi/danh-muc/", structure.official_import, name="official-import"),
    path("nhap-don-vi/mau/", structure.import_template, name="import-template"),
]
