"""Requests to join: the page of the person who asks, and what leads do with them."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cohorts.access import led_cohort_or_404
from cohorts.joining import requests
from lib.pages.views import AuthedRequest, offer_undo, warn_of_refusal


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def join_request(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    """What became of one's own request. POST withdraws it."""
    rows = request.user.join_requests.select_related("cohort", "invitation")
    own = get_object_or_404(rows, uid=uid)
    if request.method == "POST":
        requests.withdraw(request=own)
        return redirect(own)
    if own.cohort.membership_of(request.user):
        return redirect("cohorts:cohort_about", own.cohort.slug)
    return render(request, "cohorts/join_request.html", {"join_request": own})


@require_POST
@login_required
def decide_join_request(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """Accept or decline a request, and go back to where it was listed."""
    cohort = led_cohort_or_404(request.user, slug)
    get_object_or_404(cohort.join_requests, uid=uid)
    accepts = request.POST.get("decision") == "accept"
    decide = requests.accept if accepts else requests.decline
    with warn_of_refusal(request):
        own, undo_token = decide(person=request.user, cohort=cohort, uid=uid)
        said = (
            f"{own.person} is in {cohort} as a {own.role} now." if accepts else f"You declined {own.person}’s request."
        )
        offer_undo(request, said, reverse("cohorts:undo_join_decision", args=[slug]), undo_token)
    return redirect("home") if request.POST.get("back") == "home" else redirect("cohorts:member_list", slug)


@require_POST
@login_required
def undo_join_decision(request: AuthedRequest, slug: str) -> HttpResponse:
    cohort = led_cohort_or_404(request.user, slug)
    with warn_of_refusal(request):
        undone = requests.undo_decision(
            person=request.user, cohort=cohort, undo_token=request.POST.get("undo_token", "")
        )
        messages.success(request, f"{undone.person}’s request waits again.")
    return redirect("cohorts:member_list", slug)
