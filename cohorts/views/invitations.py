"""A lead's side of invitations: links, rosters, and taking them back."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cohorts import actions
from cohorts.forms import ConfirmForm, LinkForm, RosterForm
from cohorts.forms.invitations import sign_roster
from cohorts.models import Cohort, Invitation
from cohorts.queries.roster import roster_preview
from cohorts.views.access import led_cohort_or_404
from lib.errors import RefusedError
from lib.requests import AuthedRequest
from lib.views import offer_undo
from notices.mail import absolute_url, can_mail

MAX_LISTED = 100


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
        "failed_count": invitations.filter(delivery=Invitation.Delivery.FAILED).count(),
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


def join_url(secret: str) -> str:
    return absolute_url(reverse("cohorts:join", args=[secret]))


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
        links = [(address, join_url(secret)) for address, secret in result.links]
        links_text = "\n".join(f"{address}, {link}" for address, link in links)
        context = {"cohort": cohort, "links": links, "links_text": links_text}
        return render(request, "cohorts/roster_links.html", context)
    messages.success(request, f"{result.count} invited. The emails are on their way.")
    return redirect("cohorts:invitation_list", cohort.slug)
