"""Addresses of plans."""

from django.urls import path

from trienkhai.plans.views import boards, plans, work

app_name = "plans"
urlpatterns = [
    path("", plans.plan_list, name="plan-list"),
    path("tu-van-ban/<int:document_id>/", plans.prepare, name="prepare"),
    path("<int:plan_id>/", plans.plan_detail, name="plan-detail"),
    path("<int:plan_id>/ban-hanh/", plans.issue, name="issue"),
    path("<int:plan_id>/theo-doi/", boards.plan_board, name="plan-board"),
    path("<int:plan_id>/theo-doi/nhanh/<str:branch>/", boards.plan_branch, name="plan-branch"),
    path("<int:plan_id>/theo-doi/don-vi/<int:unit_id>/", boards.plan_unit, name="plan-unit"),
    path("<int:plan_id>/chua-bao-cao/", boards.who_has_not, name="who-has-not"),
    path("nhiem-vu/<int:task_id>/", boards.task_detail, name="task"),
    path("nhiem-vu/<int:task_id>/giao/", plans.task_name, name="task-name"),
    path("viec-cua-toi/", work.inbox, name="inbox"),
    path("viec/<int:obligation_id>/", work.obligation, name="obligation"),
    path("viec/<int:obligation_id>/tiep-nhan/", work.acknowledge, name="acknowledge"),
    path("minh-chung/<int:evidence_id>/", work.evidence, name="evidence"),
]
