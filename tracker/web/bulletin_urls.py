"""Addresses of taking in and reviewing a bulletin."""

from django.urls import path

from tracker.web import items, review, review_acts, take_in

urlpatterns = [
    path("items/", items.index, name="items"),
    path("new/", take_in.new, name="bulletin_new"),
    path("<public_id:public_id>/", review.show, name="bulletin"),
    path("<public_id:public_id>/text/", review.text, name="bulletin_text"),
    path("<public_id:public_id>/file/", review.file, name="bulletin_file"),
    path("<public_id:public_id>/accept-section/", review_acts.accept_section, name="bulletin_accept_section"),
    path("<public_id:public_id>/<public_id:draft_id>/", review.show, name="draft"),
    path("<public_id:public_id>/<public_id:draft_id>/save/", review_acts.save, name="draft_save"),
    path("<public_id:public_id>/<public_id:draft_id>/decide/", review_acts.decide, name="draft_decide"),
]
