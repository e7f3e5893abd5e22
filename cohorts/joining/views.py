"""A lead's side of invitations: links, rosters, and taking them back."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cohorts.access import led_cohort_or_404
from cohorts.cohort.models import Cohort
from cohorts.cohort.queries import cohort_facts
from cohorts.joining import actions
from cohorts.joining.forms import ConfirmForm, LinkForm, RosterForm, sign_roster
from cohorts.joining.link_views import links_page
from cohorts.joining.links import find_links, invited, join_url
from cohorts.joining.models import Invitation, JoinRequest
from cohorts.joining.roster import roster_preview
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, learner_of, offer_undo
from lib.throttling import seconds_until_guess
from notices.mail import can_mail

MAX_LISTED = 100
NO_SUCH = "This link isn’t an invitation. Check that you copied all of it, or ask the person who sent it for a new one."


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def invitation_list(request: AuthedRequest, slug: str) -> HttpResponse:
    """The open invitations. A new link is shown once, in the answer to the form."""
    cohort, link = led_cohort_or_404(request.user, slug), ""
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _, secret = actions.create_link(person=request.user, cohort=cohort, **form.cleaned_data)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            link, form = join_url(secret), LinkForm()
    invitations = cohort.invitations.open()
    context = {
        "cohort": cohort, "form": form, "link": link, "open_count": invitations.count(),
        "invitations": invitations.select_related("invited_by")[:MAX_LISTED], "max_listed": MAX_LISTED,
        "failed_count": invitations.failed().count(), "invited_count": invited(cohort).count(),
    }  # fmt: skip
    return render(request, "cohorts/invitation_list.html", context)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def roster(request: AuthedRequest, slug: str) -> HttpResponse:
    """Paste or upload a roster, see what would happen, then confirm it. Nothing is applied before."""
    cohort = led_cohort_or_404(request.user, slug)
    if "roster" in request.POST:
        return _confirm(request, cohort)
    form = RosterForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"cohort": cohort, "form": form, "can_mail": can_mail()}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        preview = roster_preview(cohort, data["lines"])
        signed_roster = sign_roster(request.user, cohort, preview.addresses, data["role"], data["days"])
        context |= {"preview": preview, "signed_roster": signed_roster, "role": data["role"]}
    return render(request, "cohorts/roster.html", context)


@require_POST
@login_required
def revoke_invitation(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    cohort = led_cohort_or_404(request.user, slug)
    token = actions.revoke(person=request.user, invitation=get_object_or_404(cohort.invitations, uid=uid))
    message = "Invitation withdrawn. Nobody can use it any more."
    offer_undo(request, message, reverse("cohorts:restore_invitation", args=[slug]), token)
    return redirect("cohorts:invitation_list", slug)


@require_POST
@login_required
def restore_invitation(request: AuthedRequest, slug: str) -> HttpResponse:
    """Undo the withdrawal of an invitation."""
    cohort = led_cohort_or_404(request.user, slug)
    try:
        actions.restore_invitation(person=request.user, cohort=cohort, undo_token=request.POST.get("undo_token", ""))
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "The invitation works again.")
    return redirect("cohorts:invitation_list", slug)


@require_POST
@login_required
def send_invitations_again(request: AuthedRequest, slug: str) -> HttpResponse:
    """Send the emails that failed."""
    count = actions.send_again(person=request.user, cohort=led_cohort_or_404(request.user, slug))
    emails = "1 email is" if count == 1 else f"{count} emails are"
    messages.success(request, f"{emails} on the way again." if count else "No email has failed.")
    return redirect("cohorts:invitation_list", slug)


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
    invitations = Invitation.objects.addressed_to(request.user).select_related("cohort", "invited_by")
    return _answer(request, get_object_or_404(invitations, uid=uid))


def _confirm(request: AuthedRequest, cohort: Cohort) -> HttpResponse:
    form = ConfirmForm(request.POST)
    roster = form.cleaned_data.get("roster", {}) if form.is_valid() else {}
    if (roster.get("person"), roster.get("cohort")) != (str(request.user.uid), cohort.slug):
        messages.warning(request, "We can’t apply this roster any more. Paste it again.")
        return redirect("cohorts:roster", cohort.slug)
    fields = {name: roster[name] for name in ("addresses", "role", "days")}
    try:
        result = actions.invite_people(person=request.user, cohort=cohort, **fields)
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
        return redirect("cohorts:roster", cohort.slug)
    if result.links:
        return links_page(request, cohort, find_links(cohort, [secret for _, secret in result.links]))
    messages.success(request, f"{result.count} invited. The emails are on their way.")
    return redirect("cohorts:invitation_list", cohort.slug)


def _answer(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    person, cohort = learner_of(request), invitation.cohort
    if request.method == "POST":
        if person is None:
            return redirect_to_login(request.path)
        try:
            outcome = actions.join(person=person, invitation=invitation)
        except RefusedError as refusal:
            return _refuse(request, str(refusal), invitation)
        if isinstance(outcome, JoinRequest):
            return redirect(outcome)
        messages.success(request, f"You’re in {cohort} as a {outcome.get_role_display()}.")
        return redirect("cohorts:cohort_about", cohort.slug)
    if person and cohort.membership_of(person):
        return redirect("cohorts:cohort_about", cohort.slug)
    if person and (waiting := cohort.join_requests.waiting().filter(person=person).first()):
        return redirect(waiting)
    if reason := actions.reason_against(invitation, cohort, person):
        return _refuse(request, reason, invitation)
    context = {"invitation": invitation, "facts": cohort_facts(cohort), "person": person}
    return render(request, "cohorts/join.html", context)


def _refuse(request: HttpRequest, reason: str, invitation: Invitation) -> HttpResponse:
    person = learner_of(request)
    context = {"reason": reason, "needs_address": person is not None and not invitation.lets_in(person)}
    return render(request, "cohorts/invitation_refused.html", context, status=410)
