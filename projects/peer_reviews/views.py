"""A learner's peer reviews: get works, read one without its author's name, submit a review, undo that."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cohorts.threads.comment_forms import TOO_OFTEN
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, offer_undo, value_or_404
from lib.throttling import seconds_until_typeset
from projects.catalogue import projects
from projects.models import ProjectReview, ProjectWork
from projects.peer_reviews import actions
from projects.peer_reviews.forms import PeerReviewForm
from projects.peer_reviews.queries import assigned_reviews, has_peer_reviews, review_lines, review_page

NOBODY_YET = "There is nothing to review yet: nobody else has handed in, or others already review it. Try again later."
SUBMITTED = "Submitted. The author reads it without your name."


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def peer_reviews(request: AuthedRequest, slug: str) -> HttpResponse:
    """The works that the learner reviews. POST gets them more, until they have two."""
    project = value_or_404(projects().get(slug))
    work = get_object_or_404(ProjectWork, learner=request.user, project=slug)
    if request.method == "POST":
        try:
            if not actions.assign_reviews(person=request.user, project=project):
                messages.info(request, NOBODY_YET)
        except RefusedError as refusal:
            messages.warning(request, str(refusal))
        return redirect("projects:peer_reviews", slug)
    lines = review_lines(request.user, project)
    context = {
        "project": project, "lines": lines, "is_on": has_peer_reviews(work), "is_handed_in": work.is_handed_in,
        "may_get_more": len(lines) < actions.REVIEWS_EACH, "days": ProjectReview.PEER_DAYS.days,
    }  # fmt: skip
    return render(request, "projects/peer_reviews.html", context)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def peer_review(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    """A work to review, or the review that the learner has submitted. Nothing typed is lost."""
    own_reviews = ProjectReview.objects.of_peers().filter(reviewer=request.user).select_related("work")
    review = get_object_or_404(own_reviews, uid=uid)
    project, may_read = value_or_404(review.work.offered_project), assigned_reviews(request.user).contains(review)
    if request.method == "POST":
        form = PeerReviewForm(request.POST, project=project)
        if form.is_valid() and (undo_token := _submit(request, form, review)):
            offer_undo(request, SUBMITTED, reverse("projects:undo_peer_review"), undo_token)
            return redirect("projects:peer_reviews", project.slug)
    elif not may_read:
        raise Http404
    else:
        form = PeerReviewForm(project=project, levels=review.levels, initial={"text": review.text})
    page = review_page(review, project) if may_read else None  # what was typed is shown again even then
    context = {"page": page, "review": review, "project": project, "form": form, "max_chars": ProjectReview.MAX_CHARS}
    return render(request, "projects/peer_review.html", context)


@require_POST
@login_required
def undo_peer_review(request: AuthedRequest) -> HttpResponse:
    try:
        review = actions.undo_review(person=request.user, undo_token=request.POST.get("undo_token", ""))
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
        return redirect("projects:project_list")
    return redirect("projects:peer_review", review.uid)


def _submit(request: AuthedRequest, form: PeerReviewForm, review: ProjectReview) -> str:
    """Submit the review and return the undo token. Empty: the form says why it can't be submitted."""
    text = form.cleaned_data["text"]
    if text.strip() and (wait := seconds_until_typeset(request)):
        form.add_error("text", TOO_OFTEN.format(wait=wait))
        return ""
    try:
        return actions.submit_review(person=request.user, review=review, levels=form.levels, text=text)
    except RefusedError as refusal:
        form.add_error("text", str(refusal))
        return ""
