"""Addresses of one circular."""

from django.urls import path

from tracker.web import circulars

urlpatterns = [
    path("<public_id:public_id>/", circulars.show, name="circular"),
    path("<public_id:public_id>/edit/", circulars.edit, name="circular_edit"),
    path("<public_id:public_id>/approve/", circulars.approve, name="circular_approve"),
    path("<public_id:public_id>/withdraw/", circulars.withdraw, name="circular_withdraw"),
    path("<public_id:public_id>/document/", circulars.document, name="circular_document_export"),
    path("<public_id:public_id>/table/", circulars.tables, name="circular_export"),
]
