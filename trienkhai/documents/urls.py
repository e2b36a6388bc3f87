"""Addresses of this room."""

from django.urls import URLPattern, path

from trienkhai.documents.views import papers, phrases, review

app_name = "documents"
urlpatterns: list[URLPattern] = [
    path("", papers.document_list, name="document-list"),
    path("tai-len/", papers.document_upload, name="document-upload"),
    path("<id:document_id>/", papers.document_detail, name="document-detail"),
    path("<id:document_id>/tien-do/", papers.reading_progress, name="reading-progress"),
    path("<id:document_id>/doc-lai/", papers.read_again, name="read-again"),
    path("<id:document_id>/tai-ve/", papers.document_download, name="document-download"),
    path("<id:document_id>/the-thuc/", papers.header_edit, name="header-edit"),
    path("<id:document_id>/giu-ban/", papers.keep_as_version, name="keep-as-version"),
    path("<id:document_id>/go/", papers.document_remove, name="document-remove"),
    path("<id:document_id>/ra-soat/", review.document_review, name="document-review"),
    path("<id:document_id>/cho-can-xem/", review.finding_list, name="finding-list"),
    path("<id:document_id>/trang/<id:number>/", review.page_picture, name="page-picture"),
    path("<id:document_id>/ra-soat/xac-nhan-tat-ca/", review.accept_all, name="accept-all"),
    path("<id:document_id>/ra-soat/xong/", review.finish, name="review-finish"),
    path("<id:document_id>/ra-soat/mo-lai/", review.reopen, name="review-reopen"),
    path("<id:document_id>/de-xuat/them/", review.proposal_add, name="proposal-add"),
    path("<id:document_id>/de-xuat/<id:proposal_id>/", review.proposal_edit, name="proposal-edit"),
    path("<id:document_id>/de-xuat/<id:proposal_id>/xac-nhan/", review.accept, name="proposal-accept"),
    path("<id:document_id>/de-xuat/<id:proposal_id>/bo/", review.drop, name="proposal-drop"),
    path("<id:document_id>/de-xuat/<id:proposal_id>/khoi-phuc/", review.restore, name="proposal-restore"),
    path("<id:document_id>/de-xuat/<id:proposal_id>/nhu-may-doc/", review.reset, name="proposal-reset"),
    path("<id:document_id>/de-xuat/<id:proposal_id>/tach/", review.split, name="proposal-split"),
    path("<id:document_id>/de-xuat/<id:proposal_id>/gop/", review.merge, name="proposal-merge"),
    path("<id:document_id>/don-vi/", phrases.phrase_list, name="phrase-list"),
    path("<id:document_id>/don-vi/gan/", phrases.phrase_bind, name="phrase-bind"),
    path("<id:document_id>/don-vi/nhan-goi-y/", phrases.bind_suggested, name="bind-suggested"),
    path("<id:document_id>/don-vi/tim/", phrases.unit_search, name="unit-search"),
]
