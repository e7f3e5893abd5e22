"""Ask for a review of a draft's changes, read them with their impact, and answer."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.admins import curriculum_admins_only
from authoring.drafts.access import content_or_404
from authoring.drafts.draft_page import DraftPage
from authoring.drafts.page_views import render_draft_page
from authoring.drafts.queries import draft_content
from authoring.drafts.selections import Selection
from authoring.reviews.actions import answer_review, ask_for_review
from authoring.reviews.forms import AskReviewForm, ReviewAnswerForm
from authoring.reviews.models import DraftReview
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, post_from
from notices.actions import mark_read
from notices.models import NoticeKind


@curriculum_admins_only
@post_from("authoring:draft_detail")
def ask_review(request: AuthedRequest, roadmap: str) -> HttpResponse:
    content = content_or_404(roadmap)
    form = AskReviewForm(request.POST, person=request.user)
    selection = Selection.from_query(request.POST.get("selection", ""))
    if form.is_valid():
        try:
            review = ask_for_review(
                person=request.user, roadmap=content.roadmap, selection=selection,
                message=form.cleaned_data["message"], reviewer=form.cleaned_data["reviewer"],
            )  # fmt: skip
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Asked {review.reviewer or 'the other admins'} for a review.")
            return redirect("authoring:review_detail", roadmap, review.uid)
    page = DraftPage(whole=content, selection=selection, person=request.user)
    return render_draft_page(request, page, ask_form=form)


@require_http_methods(["GET", "POST"])
@curriculum_admins_only
def review_detail(request: AuthedRequest, roadmap: str, uid: uuid.UUID) -> HttpResponse:
    """What was asked, the changes and their impact as they are now, and the answer."""
    reviews = DraftReview.objects.select_related(
        "draft__roadmap", "draft__version", "asked_by", "reviewer", "answered_by", "version"
    )
    review = get_object_or_404(reviews, uid=uid, draft__roadmap__uid=roadmap)
    content = draft_content(review.draft.roadmap, review.draft)
    page = DraftPage(whole=content, selection=Selection.from_query(review.selection), person=request.user)
    digest = page.content.changes_digest
    form = ReviewAnswerForm(request.POST or None, initial={"changes": digest})
    if request.method == "POST" and form.is_valid():
        try:
            answer_review(
                person=request.user, review=review, changes_digest=form.cleaned_data["changes"],
                is_right=request.POST.get("answer") == "right", remark=form.cleaned_data["remark"],
            )  # fmt: skip
        except RefusedError as refusal:
            data = request.POST.copy()
            data["changes"] = digest  # what they wrote stays, beside the newest changes
            form = ReviewAnswerForm(data)
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Sent your answer to {review.asked_by or 'the other admins'}.")
            return redirect("authoring:review_detail", roadmap, review.uid)
    mark_read(person=request.user, kinds=[NoticeKind.DRAFT], link=request.path)
    if not (request.htmx or review.draft.closed_at):
        page.queue_preview()
    context = {
        "page": page, "content": content, "review": review, "form": form,
        "may_answer": review.may_be_answered_by(request.user) and not review.draft.closed_at,
        "is_outdated": bool(review.answered_at) and review.changes_digest != digest,
    }  # fmt: skip
    return render(request, "authoring/impact.html" if request.htmx else "authoring/review_detail.html", context)
