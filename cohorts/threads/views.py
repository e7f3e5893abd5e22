"""Threads: ask a mentor, write to a learner, answer, settle. Asking about a run shows it to the mentors."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from cohorts.access import cohort_or_404, member_or_404, thread_or_404, uuid_or_404, uuid_or_none
from cohorts.audit import record_reading
from cohorts.cohort.models import Cohort, quiet_after
from cohorts.mentor_queue.choice import read_choice
from cohorts.mentor_queue.views import redirect_in_queue, redirect_to_next
from cohorts.permissions import is_mentor
from cohorts.saved_replies.actions import insert_saved_reply
from cohorts.saved_replies.models import SavedReply
from cohorts.threads import actions
from cohorts.threads.code_lines import code_lines
from cohorts.threads.comment_forms import TOO_OFTEN, message_fields, new_message_form, render_form, should_send
from cohorts.threads.forms import AskForm, CommentForm, MessageForm
from cohorts.threads.models import About, Comment, Rating, Thread, open_to_mentor, runs_to_ask_about, subject
from cohorts.threads.news import channel
from cohorts.threads.page import thread_page, url_of
from cohorts.threads.queries import earlier_about, readers_of, threads_page, wait_text
from cohorts.threads.work import work_of
from cohorts.versions import thread_version
from curriculum.models import Topic
from exercises.models import Exercise, Submission, SubmissionQuerySet
from lib.errors import RefusedError
from lib.pages.live import live
from lib.pages.views import AuthedRequest, offer_undo, warn_of_refusal
from lib.throttling import seconds_until_typeset

ANOTHER_MENTOR = "Could another mentor have a look, please?"


@require_safe
@login_required
def thread_list(request: AuthedRequest) -> HttpResponse:
    page = threads_page(request.user, number=request.GET.get("page", ""))
    return render(request, "cohorts/thread_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
@login_required
def ask(request: AuthedRequest) -> HttpResponse:
    """Ask about the topic, exercise or run that the URL names, or about the roadmap as a whole."""
    learner = request.user
    about = _about_or_404(request, runs_to_ask_about(learner))
    readers = readers_of(learner)
    form = AskForm(request.POST or None, initial={"uid": uuid.uuid4()}, readers=readers)
    context = {
        "readers": readers,
        "wait": wait_text(learner, readers, now=timezone.now()),
        "earlier": earlier_about(learner, about),
    }
    return _open_thread(request, form, learner, about, "ask", context)


@require_http_methods(["GET", "POST"])
@login_required
def write_to(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """Begin a thread with a learner, as a mentor."""
    cohort = cohort_or_404(request.user, slug)
    learner = member_or_404(cohort, uid).user
    if learner == request.user:
        raise Http404
    about = _about_or_404(request, open_to_mentor(learner, cohort))
    context = {"cohort": cohort, "quiet_days": quiet_after(cohort.close_days).days}
    return _open_thread(request, new_message_form(request), learner, about, "write_to", context)


class ThreadRequest(AuthedRequest):
    """A request whose version has been asked for, so that its thread is read once."""

    thread: Thread


def _thread_version(request: ThreadRequest, uid: uuid.UUID) -> str:
    request.thread = thread_or_404(request.user, uid)
    return thread_version(request.thread)


@require_http_methods(["GET", "POST"])
@login_required
@live(_thread_version, channel_of=channel)
def thread_detail(request: ThreadRequest, uid: uuid.UUID) -> HttpResponse:
    """A thread, for its learner, or for their mentor with the work that it is about. POST adds a comment."""
    thread = request.thread
    form = _asking_another(request) if "another" in request.POST else new_message_form(request)
    if "insert" in request.POST:
        form = _with_saved_reply(request, thread, form)
    elif request.method == "POST" and should_send(request, form):
        last_read = uuid_or_none(request.POST.get("seen", ""))
        try:
            comment = actions.add_comment(
                person=request.user,
                thread=thread,
                last_read=last_read,
                wants_another="another" in request.POST,
                **message_fields(form),
            )
        except RefusedError as refusal:
            form.add_error("text", str(refusal))
        else:
            if "next" in request.POST and comment.from_mentor:
                return redirect_to_next(request)
            return redirect_in_queue(request, thread.get_absolute_url(), fragment=f"#comment-{comment.uid}")
    actions.read_thread(person=request.user, thread=thread)
    page = thread_page(thread, request.user)
    run, earlier = (uuid_or_none(request.GET.get(name, "")) for name in ("run", "from"))
    work = work_of(page, run=run, earlier=earlier, is_whole="whole" in request.GET)
    if work and work.run:
        record_reading(reader=request.user, submission=work.run, cohort=thread.cohort)
    replies = SavedReply.objects.of(request.user) if not page.summary.is_mine else ()
    context = {"page": page, "work": work, "replies": replies, "walk": read_choice(request.GET)}
    return render_form(request, "thread_detail", form, context)


@require_POST
@login_required
def settle(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    thread = thread_or_404(request.user, uid)
    with warn_of_refusal(request):
        actions.settle(person=request.user, thread=thread, last_read=uuid_or_404(request.POST.get("seen", "")))
    return redirect_in_queue(request, thread.get_absolute_url())


@require_POST
@login_required
def reopen(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    thread = thread_or_404(request.user, uid)
    actions.reopen(person=request.user, thread=thread)
    return redirect_in_queue(request, thread.get_absolute_url())


@require_http_methods(["GET", "POST"])
@login_required
def edit_comment(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    """Change the reader's own comment while it is the newest. Saving it empty deletes it."""
    comment = _comment_or_404(request, uid)
    if not comment.is_by(request.user):
        raise Http404
    form = CommentForm(request.POST or None, initial=_as_saved(comment))
    context: dict[str, Any] = {"comment": comment, "thread": comment.thread}
    if request.method == "POST" and should_send(request, form, allow_empty=True):
        new = {"text": form.cleaned_data["text"], "base": form.cleaned_data["base"]}
        try:
            undo_token = actions.change_comment(person=request.user, comment=comment, **new)
        except actions.CommentChangedError as conflict:
            current = _as_saved(conflict.comment)
            form = CommentForm(new | {"base": current["base"]})  # saving again overwrites the other text on purpose
            form.add_error("text", str(conflict))
            context["other"] = current["text"]
        except RefusedError as refusal:
            form.add_error("text", str(refusal))
        else:
            return _redirect_to_thread(request, comment, undo_token)
    return render_form(request, "edit_comment", form, context)


@require_POST
@login_required
def rate_comment(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    """The learner says whether an answer helped."""
    comment = _comment_or_404(request, uid)
    rating = request.POST.get("rating", "")
    if rating not in Rating:
        raise Http404
    actions.rate_comment(person=request.user, comment=comment, rating=Rating(rating))
    return redirect(f"{comment.thread.get_absolute_url()}#comment-{comment.uid}")


@require_POST
@login_required
def restore_comment(request: AuthedRequest) -> HttpResponse:
    undo_token = request.POST.get("undo_token", "")
    try:
        if wait := seconds_until_typeset(request):  # each time it is typeset and the other side notified
            raise RefusedError(TOO_OFTEN.format(wait=wait))
        thread = actions.restore_comment(person=request.user, undo_token=undo_token)
    except RefusedError as refusal:
        offer_undo(request, str(refusal), reverse("cohorts:restore_comment"), undo_token)
        return redirect("cohorts:cohort_list" if is_mentor(request.user) else "cohorts:thread_list")
    return redirect(thread)


def _asking_another(request: AuthedRequest) -> MessageForm:
    """The form of a learner who asks for another mentor. They needn't say why."""
    text = request.POST.get("text", "").strip() and request.POST["text"]
    return MessageForm(request.POST.dict() | {"text": text or ANOTHER_MENTOR})


def _with_saved_reply(request: AuthedRequest, thread: Thread, form: MessageForm) -> MessageForm:
    """The form with the chosen reply below what is typed: in a remark on lines that is still empty, if there is one.
    Nothing is sent.
    """
    uid = uuid_or_none(request.POST.get("reply", ""))
    reply = SavedReply.objects.of(request.user).filter(uid=uid).first() if uid else None
    if reply is None or not form.is_valid():
        return form
    remark = next((one for one in form.remark_forms if one.lines and not one.has_text), None)
    target, lines = (remark or form), (remark.lines if remark else None)
    text = insert_saved_reply(
        mentor=request.user, reply=reply, thread=thread, lines=lines, text=target.cleaned_data["text"]
    )
    return MessageForm(request.POST.dict() | {target.add_prefix("text"): text})


def _open_thread(
    request: AuthedRequest, form: MessageForm, learner: User, about: About, template: str, context: dict[str, Any]
) -> HttpResponse:
    cohort: Cohort | None = context.get("cohort")
    if request.method == "POST" and should_send(request, form):
        readers_cohort = form.chosen_cohort() if isinstance(form, AskForm) else cohort
        new = {"learner": learner, "cohort": readers_cohort, "about": about, **message_fields(form)}
        try:
            thread = actions.open_thread(person=request.user, **new)
        except RefusedError as refusal:
            form.add_error("text", str(refusal))
        else:
            return redirect(thread)
    context |= {"learner": learner, "about": subject(about), "about_url": url_of(about, cohort)}
    if isinstance(about, Submission):
        context |= {"run": about, "code": code_lines(about, ())}
    return render_form(request, template, form, context)


def _about_or_404(request: AuthedRequest, runs: SubmissionQuerySet) -> About:
    """The subject that ``?topic=``, ``?exercise=`` or ``?run=`` names."""
    params = request.GET
    about: About = None
    if uid := params.get("topic"):
        about = get_object_or_404(Topic.objects.current(), uid=uid)
    elif slug := params.get("exercise"):
        about = get_object_or_404(Exercise.objects.open(), slug=slug)
    elif run := params.get("run"):
        about = get_object_or_404(runs, uid=uuid_or_404(run))
    return about


def _comment_or_404(request: AuthedRequest, uid: uuid.UUID) -> Comment:
    return get_object_or_404(Comment.objects.visible_to(request.user).select_related("thread__learner"), uid=uid)


def _as_saved(comment: Comment) -> dict[str, str]:
    return {"text": comment.text, "base": comment.version}


def _redirect_to_thread(request: AuthedRequest, comment: Comment, undo_token: str) -> HttpResponse:
    if undo_token:
        offer_undo(request, "Text deleted.", reverse("cohorts:restore_comment"), undo_token)
    if Thread.objects.contains(comment.thread):
        return redirect(comment.thread)
    if request.user == comment.thread.learner:
        return redirect("cohorts:thread_list")
    return redirect("cohorts:cohort_list")
