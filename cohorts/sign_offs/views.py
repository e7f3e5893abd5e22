"""Sign-offs: ask for one, look at it, decide about it, withdraw it, download its file."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.access import cohort_or_404
from cohorts.sign_offs import actions
from cohorts.sign_offs.forms import DecisionForm, EvidenceForm
from cohorts.sign_offs.models import SignOff, SignOffDecision, SignOffFile, SignOffState, StoredFile
from cohorts.sign_offs.notices import read_sign_off
from cohorts.sign_offs.queries import criteria_of_the_roadmap, sign_off_page, sign_offs_of
from cohorts.sign_offs.queries import sign_off_list as sign_offs_in
from cohorts.threads.comment_forms import TOO_OFTEN
from cohorts.threads.queries import readers_of
from curriculum.models import Criterion
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, offer_undo, post_from
from lib.throttling import seconds_until_typeset

MAX_REASON_CHARS = SignOffDecision.MAX_CHARS
CONFIRMATIONS = {
    SignOffState.APPROVED: "Signed off.",
    SignOffState.MISSING: "Sent. The learner can see what’s missing.",
    SignOffState.REVOKED: "You took back the sign-off. The learner can see why.",
}


@require_http_methods(["GET", "POST"])
@login_required
def request_sign_off(request: AuthedRequest, uid: str) -> HttpResponse:
    """Ask a mentor to sign off a criterion."""
    criterion = get_object_or_404(criteria_of_the_roadmap(), uid=uid)
    readers = readers_of(request.user)
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = EvidenceForm(*data, initial={"uid": uuid.uuid4()}, readers=readers)
    if form.is_bound and form.is_valid() and (sign_off := _send(request, form, criterion)):
        messages.success(request, "Your mentors can see your request now. You can keep going in the meantime.")
        return redirect(sign_off)
    if form.is_bound:
        form.ask_for_file_again()
    context: dict[str, Any] = {
        "form": form, "criterion": criterion, "readers": readers, "max_chars": SignOff.MAX_CHARS,
        "earlier": sign_offs_of(request.user).get(criterion.pk), "exercises": criterion.exercises.counting(),
    }  # fmt: skip
    return render(request, "cohorts/request_sign_off.html", context)


@require_safe
@login_required
def sign_off_detail(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    sign_off = _sign_off_or_404(request, uid)
    read_sign_off(person=request.user, sign_off=sign_off)
    return _render_detail(request, sign_off, DecisionForm())


@post_from("cohorts:sign_off_detail")
@login_required
def decide_sign_off(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    """Approve, say what is missing, or revoke. What was typed stays where it can't be done."""
    sign_off, form = _sign_off_or_404(request, uid), DecisionForm(request.POST)
    if sign_off.learner_id == request.user.pk:
        raise Http404
    if not form.is_valid():
        return _render_detail(request, sign_off, form)
    if form.cleaned_data["text"].strip() and (wait := seconds_until_typeset(request)):
        form.add_error("text", TOO_OFTEN.format(wait=wait))
        return _render_detail(request, sign_off, form)
    outcome = SignOffState(form.cleaned_data.pop("outcome"))
    try:
        _, undo_token = actions.decide_sign_off(
            person=request.user, sign_off=sign_off, outcome=outcome, **form.cleaned_data
        )
    except RefusedError as refusal:
        form.add_error("text", str(refusal))
        return _render_detail(request, sign_off, form)
    offer_undo(request, CONFIRMATIONS[outcome], reverse("cohorts:undo_decision"), undo_token)
    if sign_off.cohort and request.POST.get("next") == "list":
        return redirect("cohorts:sign_off_list", sign_off.cohort.slug)
    return redirect(sign_off)


@require_POST
@login_required
def undo_decision(request: AuthedRequest) -> HttpResponse:
    try:
        sign_off = actions.undo_decision(person=request.user, undo_token=request.POST.get("undo_token", ""))
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
        return redirect("cohorts:cohort_list")
    return redirect(sign_off)


@require_POST
@login_required
def withdraw_sign_off(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    own_requests = request.user.sign_offs.select_related("criterion__checkpoint")
    sign_off = get_object_or_404(own_requests, uid=uid)
    undo_token = actions.withdraw_sign_off(person=request.user, sign_off=sign_off)
    offer_undo(request, "Request withdrawn.", reverse("cohorts:restore_sign_off"), undo_token)
    return redirect(_checkpoint_url(sign_off))


@require_POST
@login_required
def restore_sign_off(request: AuthedRequest) -> HttpResponse:
    try:
        sign_off = actions.restore_sign_off(person=request.user, undo_token=request.POST.get("undo_token", ""))
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
        return redirect("progress:checkpoint_list")
    return redirect(sign_off)


@require_safe
@login_required
def sign_off_file(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    """The file of a request, for whoever may see the request."""
    visible = SignOff.objects.visible_to(request.user)
    return file_response(get_object_or_404(SignOffFile, sign_off__in=visible, sign_off__uid=uid))


def file_response(file: StoredFile) -> HttpResponse:
    """The file as a download. A browser never shows it as a page of this site."""
    headers = {
        "Content-Disposition": content_disposition_header(True, file.name) or "attachment",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(bytes(file.content), content_type=file.media_type, headers=headers)


@require_safe
@login_required
def sign_off_list(request: AuthedRequest, slug: str) -> HttpResponse:
    """The requests of a cohort, for its mentors: those that wait, or with ``?state=decided`` the others."""
    cohort = cohort_or_404(request.user, slug)
    page = sign_offs_in(
        cohort, request.user, number=request.GET.get("page", ""), shows_waiting=request.GET.get("state") != "decided"
    )
    context = {
        "cohort": cohort, "leads": cohort.is_led_by(request.user), "page": page, "form": DecisionForm(),
        "max_chars": MAX_REASON_CHARS,
    }  # fmt: skip
    return render(request, "cohorts/sign_off_list.html", context)


def _send(request: AuthedRequest, form: EvidenceForm, criterion: Criterion) -> SignOff | None:
    """Send the request. None: the form says why it can't be sent."""
    data = form.cleaned_data
    if data["text"].strip() and (wait := seconds_until_typeset(request)):
        form.add_error("text", TOO_OFTEN.format(wait=wait))
        return None
    evidence = actions.SignOffEvidence(text=data["text"], link=data["link"], file=data["file"])
    try:
        return actions.request_sign_off(
            person=request.user, criterion=criterion, cohort=form.chosen_cohort(), evidence=evidence, uid=data["uid"]
        )
    except RefusedError as refusal:
        form.add_error(None, str(refusal))
        return None


def _sign_off_or_404(request: AuthedRequest, uid: uuid.UUID) -> SignOff:
    return get_object_or_404(SignOff.objects.visible_to(request.user).with_evidence(), uid=uid)


def _render_detail(request: AuthedRequest, sign_off: SignOff, form: DecisionForm) -> HttpResponse:
    context = {"page": sign_off_page(sign_off, request.user), "form": form, "max_chars": MAX_REASON_CHARS}
    return render(request, "cohorts/sign_off_detail.html", context)


def _checkpoint_url(sign_off: SignOff) -> str:
    path = reverse("progress:checkpoint_detail", args=[sign_off.criterion.checkpoint.uid])
    return f"{path}#{sign_off.criterion.uid}"
