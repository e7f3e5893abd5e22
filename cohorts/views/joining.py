"""An invited person's side: read what joining means, then join."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cohorts import actions
from cohorts.models import Invitation, Membership
from cohorts.queries.about import cohort_facts
from lib.errors import RefusedError
from lib.requests import AuthedRequest, learner_of
from lib.throttling import seconds_until_guess

NO_SUCH = "This link isn’t an invitation. Check that you copied all of it, or ask the person who sent it for a new one."


@require_http_methods(["GET", "POST"])
@never_cache
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """The page behind an invitation link, also for people without an account. GET changes nothing."""
    invitation = actions.find_by_secret(secret)
    if invitation is None:  # only wrong links count: a whole class may open the right one at once from one address
        if seconds_until_guess(request):
            return render(request, "429.html", status=429)
        return render(request, "cohorts/invitation_refused.html", {"reason": NO_SUCH}, status=404)
    return _answer(request, invitation)


@require_http_methods(["GET", "POST"])
@login_required
def invitation(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    """The same page for an invitation to an address that the reader has confirmed. A notice leads to it."""
    mine = Invitation.objects.addressed_to(request.user).select_related("cohort", "invited_by")
    return _answer(request, get_object_or_404(mine, uid=uid))


def _answer(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    person, cohort = learner_of(request), invitation.cohort
    if request.method == "POST":
        if person is None:
            return redirect_to_login(request.path)
        try:
            member = actions.join(person=person, invitation=invitation)
        except RefusedError as refusal:
            return _refuse(request, str(refusal))
        messages.success(request, f"You’re in {cohort} as a {member.get_role_display()}.")
        return redirect("cohorts:cohort_about", cohort.slug)
    if person and Membership.objects.filter(cohort=cohort, user=person).exists():
        return redirect("cohorts:cohort_about", cohort.slug)
    if reason := actions.reason_against(invitation, cohort):
        return _refuse(request, reason)
    context = {"invitation": invitation, "facts": cohort_facts(cohort), "person": person}
    return render(request, "cohorts/join.html", context)


def _refuse(request: HttpRequest, reason: str) -> HttpResponse:
    return render(request, "cohorts/invitation_refused.html", {"reason": reason}, status=410)
