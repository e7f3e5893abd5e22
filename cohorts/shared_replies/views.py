"""Answer everyone who made a mistake, once: write, edit, withdraw and list shared replies."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.access import cohort_or_404, submission_or_404
from cohorts.cohort.models import Cohort
from cohorts.shared_replies import actions
from cohorts.shared_replies.models import ReplyTarget, SharedReply
from cohorts.shared_replies.queries import example_run, reach_of, shared_replies_page, target_text
from cohorts.struggles.failures import counted_since
from cohorts.struggles.rules import EVER, Period
from cohorts.threads.comment_forms import render_form, should_send
from cohorts.threads.forms import CommentForm
from exercises.models import Exercise
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, offer_undo, value_or_404


@require_safe
@login_required
def shared_reply_list(request: AuthedRequest, slug: str) -> HttpResponse:
    cohort = cohort_or_404(request.user, slug)
    page = shared_replies_page(cohort, number=request.GET.get("page", ""))
    context = {"cohort": cohort, "page": page, "leads": cohort.is_led_by(request.user)}
    return render(request, "cohorts/shared_reply_list.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def write_shared_reply(request: AuthedRequest, slug: str) -> HttpResponse:
    """Answer the mistake, or the code of the run, that the URL names."""
    cohort = cohort_or_404(request.user, slug)
    if not request.GET.keys() & {"exercise", "run"}:
        return redirect("cohorts:struggles", slug)
    target = _target_or_404(request, cohort)
    reply = cohort.shared_replies.in_force().answering(target).select_related("cohort").first()
    if reply and request.method == "GET":
        return redirect(reply)
    return _write(request, cohort, target, CommentForm(request.POST or None))


@require_http_methods(["GET", "POST"])
@login_required
def edit_shared_reply(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    reply = _reply_or_404(request, slug, uid)
    if reply.withdrawn_at and request.method == "GET":
        return redirect("cohorts:shared_reply_list", slug)
    form = CommentForm(request.POST or None, initial={"text": reply.text, "base": reply.version})
    return _write(request, reply.cohort, reply.target, form, reply)


@require_POST
@login_required
def withdraw_shared_reply(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    reply = _reply_or_404(request, slug, uid)
    actions.withdraw_shared_reply(person=request.user, reply=reply)
    restore_url = reverse("cohorts:restore_shared_reply", args=[slug, uid])
    offer_undo(request, "Reply withdrawn. Learners no longer see it.", restore_url, "")
    return redirect("cohorts:shared_reply_list", slug)


@require_POST
@login_required
def restore_shared_reply(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    reply = _reply_or_404(request, slug, uid)
    try:
        actions.restore_shared_reply(person=request.user, reply=reply)
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Published again.")
    return redirect("cohorts:shared_reply_list", slug)


def _write(
    request: AuthedRequest, cohort: Cohort, target: ReplyTarget, form: CommentForm, reply: SharedReply | None = None
) -> HttpResponse:
    example = example_run(target, cohort)
    period = Period.of(request.GET.get("weeks", EVER))
    context: dict[str, Any] = {
        "cohort": cohort, "target": target, "reply": reply, "example": example, "period": period,
        "reach": reach_of(target, cohort, counted_since(cohort, period, now=timezone.now())),
        "target_text": target_text(target, example.mistake_message if example else ""),
    }  # fmt: skip
    if request.method == "POST" and should_send(request, form):
        new = {"text": form.cleaned_data["text"], "base": form.cleaned_data["base"]}
        try:
            actions.save_shared_reply(person=request.user, cohort=cohort, target=target, **new)
        except actions.SharedReplyChangedError as conflict:
            form = CommentForm(new | {"base": conflict.reply.version})  # saving again overwrites it on purpose
            form.add_error("text", str(conflict))
            context["other"] = conflict.reply.text
        except RefusedError as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(
                request, "Saved." if reply else "Published. Learners who haven’t passed get a notification."
            )
            return redirect("cohorts:shared_reply_list", cohort.slug)
    return render_form(request, "write_shared_reply", form, context)


def _target_or_404(request: AuthedRequest, cohort: Cohort) -> ReplyTarget:
    """Return what the URL names. Somebody in the cohort must have made the mistake or written the code."""
    if run := request.GET.get("run"):
        submission = submission_or_404(cohort, run)
        target = ReplyTarget(exercise=submission.exercise, normal_digest=submission.normal_digest or "")
    else:
        exercise = get_object_or_404(Exercise, slug=request.GET.get("exercise"))
        target = ReplyTarget(exercise=exercise, mistake=request.GET.get("mistake", ""))
    value_or_404(example_run(target, cohort))
    return target


def _reply_or_404(request: AuthedRequest, slug: str, uid: uuid.UUID) -> SharedReply:
    rows = cohort_or_404(request.user, slug).shared_replies.select_related("cohort", "exercise")
    return get_object_or_404(rows, uid=uid)
