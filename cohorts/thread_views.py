"""Asking a mentor, and answering. A run is shown to the mentor as soon as its learner asks about it."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import RefusedError
from accounts.models import User
from accounts.requests import AuthedRequest
from accounts.throttling import seconds_until_typeset
from cohorts import actions
from cohorts.forms import CommentForm
from cohorts.models import About, Cohort, Comment, Thread, open_to_mentor, subject
from cohorts.queries.threads import earlier_about, mentors_of, thread_page, threads_page, url_of, wait_said
from cohorts.views import cohort_or_404, member_or_404
from curriculum.markdown import MarkdownError, render_note
from curriculum.models import Topic
from exercises.models import Exercise, Submission, SubmissionQuerySet
from progress.views import undoable

MOST_COMPLAINTS = 5
TOO_OFTEN = "That is a text too many within a minute. It stays here; try again in {wait} s."


@require_safe
@login_required
def thread_list(request: AuthedRequest) -> HttpResponse:
    page = threads_page(request.user, number=request.GET.get("page", ""))
    return render(request, "cohorts/thread_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
@login_required
def ask(request: AuthedRequest) -> HttpResponse:
    """A learner's question, about the topic, exercise or run that the address names, or about the way as a whole."""
    learner = request.user
    about = _about_or_404(request, Submission.objects.filter(learner=learner).select_related("exercise", "learner"))
    context = {
        "mentors": mentors_of(learner),
        "wait": wait_said(learner, now=timezone.now()),
        "earlier": earlier_about(learner, about),
    }
    return _open_thread(request, learner, about, "ask", context)


@require_http_methods(["GET", "POST"])
@login_required
def write_to(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """A mentor begins a thread with a learner."""
    cohort = cohort_or_404(request.user, slug)
    learner = member_or_404(cohort, uid).user
    if learner == request.user:
        raise Http404
    about = _about_or_404(request, open_to_mentor(learner))
    return _open_thread(request, learner, about, "write_to", {"cohort": cohort})


@require_http_methods(["GET", "POST"])
@login_required
def thread_detail(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    """What was written, for its learner or their mentor; what is sent is the next comment."""
    thread = _thread_or_404(request.user, uid)
    form = _comment_form(request)
    if request.method == "POST" and _is_to_send(request, form):
        try:
            comment = actions.add_comment(person=request.user, thread=thread, **_typed(form))
        except RefusedError as refusal:
            form.add_error("text", str(refusal))
        else:
            return redirect(f"{thread.get_absolute_url()}#comment-{comment.uid}")
    return _form_page(request, "thread_detail", form, {"page": thread_page(thread, request.user)})


@require_http_methods(["GET", "POST"])
@login_required
def edit_comment(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    """One's own, as long as nobody wrote below it. Saved empty, it is deleted."""
    rows = Comment.objects.filter(thread__in=Thread.objects.visible_to(request.user)).select_related("thread__learner")
    comment = get_object_or_404(rows, uid=uid)
    if not comment.is_by(request.user):
        raise Http404
    form = CommentForm(request.POST or None, initial=_as_saved(comment))
    context: dict[str, Any] = {"comment": comment, "thread": comment.thread}
    if request.method == "POST" and _is_to_send(request, form, empty_is_fine=True):
        new = {"text": form.cleaned_data["text"], "base": form.cleaned_data["base"]}
        try:
            receipt = actions.change_comment(person=request.user, comment=comment, **new)
        except actions.CommentChangedError as conflict:
            saved = _as_saved(conflict.comment)
            form = CommentForm(new | {"base": saved["base"]})  # saving again goes over the other one knowingly
            form.add_error("text", str(conflict))
            context["other"] = saved["text"]
        except RefusedError as refusal:
            form.add_error("text", str(refusal))
        else:
            return _changed(request, comment, receipt)
    return _form_page(request, "edit_comment", form, context)


@require_POST
@login_required
def restore_comment(request: AuthedRequest) -> HttpResponse:
    receipt = request.POST.get("receipt", "")
    try:
        if wait := seconds_until_typeset(request):  # each time it is typeset, and the other side is told
            raise RefusedError(TOO_OFTEN.format(wait=wait))
        thread = actions.restore_comment(person=request.user, receipt=receipt)
    except RefusedError as refusal:
        undoable(request, str(refusal), reverse("cohorts:restore_comment"), receipt)
        return redirect("cohorts:cohort_list" if request.user.is_mentor else "cohorts:thread_list")
    return redirect(thread)


@require_POST
@login_required
def settle(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    thread = _thread_or_404(request.user, uid)
    try:
        actions.settle(person=request.user, thread=thread, seen=_uuid_or_404(request.POST.get("seen", "")))
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
    return redirect(thread)


@require_POST
@login_required
def reopen(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    thread = _thread_or_404(request.user, uid)
    actions.reopen(person=request.user, thread=thread)
    return redirect(thread)


# ---------------------------------------------------------------- inside


def _open_thread(
    request: AuthedRequest, learner: User, about: About, template: str, context: dict[str, Any]
) -> HttpResponse:
    form = _comment_form(request)
    if request.method == "POST" and _is_to_send(request, form):
        try:
            thread = actions.open_thread(person=request.user, learner=learner, about=about, **_typed(form))
        except RefusedError as refusal:
            form.add_error("text", str(refusal))
        else:
            return redirect(thread)
    cohort: Cohort | None = context.get("cohort")
    context |= {"learner": learner, "about": subject(about), "about_url": url_of(about, cohort)}
    return _form_page(request, template, form, context | {"run": about if isinstance(about, Submission) else None})


def _comment_form(request: AuthedRequest) -> CommentForm:
    return CommentForm(request.POST or None, initial={"uid": uuid.uuid4()})


def _as_saved(comment: Comment) -> dict[str, str]:
    return {"text": comment.text, "base": comment.version}


def _is_to_send(request: AuthedRequest, form: CommentForm, *, empty_is_fine: bool = False) -> bool:
    """False: the form says why not, or shows how it would look."""
    if not form.is_valid():
        return False
    is_preview = "preview" in request.POST
    if not form.cleaned_data["text"].strip():
        if empty_is_fine and not is_preview:
            return True
        form.add_error("text", "Nothing is written yet.")
        return False
    if wait := seconds_until_typeset(request):
        form.add_error("text", TOO_OFTEN.format(wait=wait))
        return False
    return not is_preview


def _typed(form: CommentForm) -> dict[str, Any]:
    return {"text": form.cleaned_data["text"], "uid": form.cleaned_data["uid"]}


def _form_page(request: AuthedRequest, template: str, form: CommentForm, context: dict[str, Any]) -> HttpResponse:
    if "preview" in request.POST and not form.errors:
        try:
            rendered = render_note(form.cleaned_data["text"])
        except MarkdownError as error:
            form.add_error("text", str(error))
        else:
            context |= {"preview": rendered.html, "complaints": rendered.complaints[:MOST_COMPLAINTS]}
    return render(request, f"cohorts/{template}.html", {"form": form, "most": Comment.MOST_CHARACTERS, **context})


def _changed(request: AuthedRequest, comment: Comment, receipt: str) -> HttpResponse:
    if receipt:
        undoable(request, "Your text is deleted.", reverse("cohorts:restore_comment"), receipt)
    if Thread.objects.filter(pk=comment.thread_id).exists():
        return redirect(comment.thread)
    if request.user == comment.thread.learner:
        return redirect("cohorts:thread_list")
    return redirect("cohorts:cohort_list")


def _thread_or_404(user: User, uid: uuid.UUID) -> Thread:
    return get_object_or_404(
        Thread.objects.visible_to(user).with_subject().with_newest().select_related("learner"), uid=uid
    )


def _about_or_404(request: AuthedRequest, runs: SubmissionQuerySet) -> About:
    """What ``?topic=``, ``?exercise=`` or ``?run=`` names."""
    given = request.GET
    about: About = None
    if uid := given.get("topic"):
        about = get_object_or_404(Topic.objects.filter(retired=False), uid=uid)
    elif slug := given.get("exercise"):
        about = get_object_or_404(Exercise.objects.open(), slug=slug)
    elif run := given.get("run"):
        about = get_object_or_404(runs, uid=_uuid_or_404(run))
    return about


def _uuid_or_404(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None
