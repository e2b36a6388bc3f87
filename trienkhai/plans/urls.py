"""Addresses of plans."""

from django.urls import path

from trienkhai.plans.views import boards, comparing, decisions, difficulties, extensions, phrases, plans, reminders, work

app_name = "plans"
urlpatterns = [
    path("", plans.plan_list, name="plan-list"),
    path("tu-van-ban/<id:document_id>/", plans.prepare, name="prepare"),
    path("<id:plan_id>/", plans.plan_detail, name="plan-detail"),
    path("<id:plan_id>/ban-hanh/", plans.issue, name="issue"),
    path("<id:plan_id>/theo-doi/", boards.plan_board, name="plan-board"),
    path("<id:plan_id>/theo-doi/nhanh/<str:branch>/", boards.plan_branch, name="plan-branch"),
    path("<id:plan_id>/theo-doi/don-vi/<id:unit_id>/", boards.plan_unit, name="plan-unit"),
    path("<id:plan_id>/chua-bao-cao/", boards.who_has_not, name="who-has-not"),
    path("nhiem-vu/<id:task_id>/", boards.task_detail, name="task"),
    path("nhiem-vu/<id:task_id>/giao/", plans.task_name, name="task-name"),
    path("viec-cua-toi/", work.inbox, name="inbox"),
    path("viec/<id:obligation_id>/", work.obligation, name="obligation"),
    path("viec/<id:obligation_id>/tiep-nhan/", work.acknowledge, name="acknowledge"),
    path("cum-tu/", phrases.phrase_list, name="phrases"),
    path("cum-tu/<id:binding_id>/", phrases.phrase, name="phrase"),
    path("cum-tu/<id:binding_id>/bo/", phrases.phrase_forget, name="phrase-forget"),
    path("nhac-viec/", reminders.reminders, name="reminders"),
    path("nhac-viec/da-xem/", reminders.look_at, name="reminders-seen"),
    path("nhac-viec/quy-tac/", reminders.rules, name="reminder-rules"),
    path("<id:plan_id>/don-doc/", reminders.urging, name="urging"),
    path("vuong-mac/", difficulties.own, name="difficulties"),
    path("vuong-mac/<id:difficulty_id>/", difficulties.detail, name="difficulty"),
    path("vuong-mac/<id:difficulty_id>/tra-loi/", difficulties.answer, name="difficulty-answer"),
    path("vuong-mac/<id:difficulty_id>/trinh/", difficulties.pass_up, name="difficulty-up"),
    path("vuong-mac/<id:difficulty_id>/rut/", difficulties.withdraw, name="difficulty-withdraw"),
    path("vuong-mac/<id:difficulty_id>/tach/", difficulties.part, name="difficulty-part"),
    path("<id:plan_id>/vuong-mac/", difficulties.of_plan, name="plan-difficulties"),
    path("<id:plan_id>/vuong-mac/gop/", difficulties.group, name="difficulty-group"),
    path("viec/<id:obligation_id>/vuong-mac/", difficulties.raise_one, name="difficulty-raise"),
    path("viec/<id:obligation_id>/gia-han/", extensions.ask, name="extension-ask"),
    path("gia-han/<id:extension_id>/", extensions.decide, name="extension"),
    path("gia-han/<id:extension_id>/rut/", extensions.withdraw, name="extension-withdraw"),
    path("<id:plan_id>/gia-han/", extensions.of_plan, name="plan-extensions"),
    path("<id:plan_id>/so-sanh/", comparing.compare, name="compare"),
    path("<id:plan_id>/tai-ngay/", comparing.works_at, name="works-at"),
    path("viec/<id:obligation_id>/quyet-dinh/", decisions.decide, name="work-decision"),
    path("<id:plan_id>/xac-nhan/", decisions.confirmations, name="confirmations"),
    path("<id:plan_id>/xac-nhan/cach/", decisions.confirmation_rule, name="confirmation-rule"),
    path("<id:plan_id>/tam-dung/", decisions.suspensions, name="suspensions"),
    path("minh-chung/<id:evidence_id>/", work.evidence, name="evidence"),
]
