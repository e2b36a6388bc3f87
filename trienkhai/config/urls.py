"""Addresses of the office."""

from django.urls import include, path, register_converter
from django.views.i18n import set_language

from trienkhai.config.api import api
from trienkhai.core.asked import RowId

register_converter(RowId, "id")

handler500 = "trienkhai.core.faults.answer"

urlpatterns = [
    path("", include("trienkhai.desk.urls")),
    path("dang-nhap/", include("trienkhai.accounts.urls")),
    path("tai-khoan/", include("trienkhai.accounts.sign_in_urls")),
    path("don-vi/", include("trienkhai.units.urls")),
    path("van-ban/", include("trienkhai.documents.urls")),
    path("ke-hoach/", include("trienkhai.plans.urls")),
    path("bieu-mau/", include("trienkhai.registers.urls")),
    path("van-thu/", include("trienkhai.records.urls")),
    path("bao-cao/", include("trienkhai.reporting.urls")),
    path("du-lieu-ca-nhan/", include("trienkhai.privacy.urls")),
    path("api/v1/", api.urls),
    path("ngon-ngu/", set_language, name="set_language"),
]
