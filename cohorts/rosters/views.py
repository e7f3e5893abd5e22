"""Rosters of a whole cohort: upload, see what each would do, apply."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.access import led_cohort_or_404
from cohorts.joining.link_views import links_page
from cohorts.joining.links import invited, make_links
from cohorts.rosters import actions
from cohorts.rosters.decoding import MAX_BYTES, TOO_LARGE, Encoding
from cohorts.rosters.forms import EncodingForm, RosterFileForm
from cohorts.rosters.models import Roster, RosterOutcome, RosterSource
from cohorts.rosters.queries import MAX_LISTED, roster_page
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, warn_of_refusal
from notices.mail import can_mail

REFRESH_SECONDS = 2


@require_http_methods(["GET", "POST"])
@login_required
def roster_list(request: AuthedRequest, slug: str) -> HttpResponse:
    """The newest rosters, and a form for another one."""
    cohort = led_cohort_or_404(request.user, slug)
    form = RosterFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        choices = {"removes_missing": data["removes_missing"], "days": data["days"]}
        try:
            if data["file"].size > MAX_BYTES:
                raise RefusedError(TOO_LARGE)
            encoding = Encoding(data["encoding"]) if data["encoding"] else None
            content = data["file"].read()
            roster = actions.give_roster(
                person=request.user, cohort=cohort, content=content, encoding=encoding, **choices
            )
        except RefusedError as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("cohorts:roster_detail", slug, roster.uid)
    rosters = cohort.rosters.select_related("person").defer("content")[:MAX_LISTED]
    return render(request, "cohorts/roster_list.html", {"cohort": cohort, "form": form, "rosters": rosters})


@require_safe
@login_required
@never_cache
def roster_detail(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """What a roster does to each person. While a worker is busy with it, the page loads itself again."""
    roster = _roster_or_404(request, slug, uid)
    page = roster_page(roster, show=request.GET.get("show", ""), number=request.GET.get("page", ""))
    context = {
        "cohort": roster.cohort, "page": page, "can_mail": can_mail(),
        "from_course": roster.source == RosterSource.COURSE,
        "encoding_form": EncodingForm(initial={"encoding": roster.encoding}),
        "encoding_label": Encoding(roster.encoding).label if roster.encoding else "",
    }  # fmt: skip
    response = render(request, "cohorts/roster_detail.html", context)
    if roster.is_running:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


@require_POST
@login_required
def check_roster_again(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """Read the same file in another encoding."""
    roster, form = _roster_or_404(request, slug, uid), EncodingForm(request.POST)
    if not form.is_valid() or not roster.content or roster.source != RosterSource.FILE:
        messages.warning(request, "We no longer have this file. Choose it again.")
        return redirect("cohorts:roster_list", slug)
    with warn_of_refusal(request):
        roster = actions.give_roster(
            person=request.user, cohort=roster.cohort, content=bytes(roster.content), days=roster.days,
            encoding=Encoding(form.cleaned_data["encoding"]), removes_missing=roster.removes_missing,
        )  # fmt: skip
    return redirect("cohorts:roster_detail", slug, roster.uid)


@require_POST
@login_required
def apply_roster(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """Apply it in the background. A second click changes nothing."""
    with warn_of_refusal(request):
        actions.apply_roster(person=request.user, roster=_roster_or_404(request, slug, uid))
    return redirect("cohorts:roster_detail", slug, uid)


@require_POST
@login_required
@never_cache
def roster_links(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """Make a new link for each person of the roster who is still invited. Earlier links end."""
    roster = _roster_or_404(request, slug, uid)
    addresses = roster.lines.filter(outcome__in=(RosterOutcome.NEW, RosterOutcome.INVITED)).values("email")
    invitations = invited(roster.cohort).filter(address__in=addresses)
    return links_page(
        request, roster.cohort, make_links(person=request.user, cohort=roster.cohort, invitations=invitations)
    )


def _roster_or_404(request: AuthedRequest, slug: str, uid: uuid.UUID) -> Roster:
    cohort = led_cohort_or_404(request.user, slug)
    return get_object_or_404(cohort.rosters.select_related("cohort", "person"), uid=uid)
