"""The learner's pages. Each view: object, then form, then action or query, then render.

After a POST every view redirects to a page; htmx follows the redirect and gets that page's content alone, since the
page's view chooses the partial. So nothing here works differently without JavaScript.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial, wraps
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.dateparse import parse_date
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import reswap, retarget

from accounts.requests import AuthedRequest, learner_of
from curriculum.models import Criterion, Roadmap, Subtopic, Topic
from progress import actions
from progress.actions.hours import GONE
from progress.durations import say_minutes
from progress.forms import AnswerForm, LogForm, MarkForm
from progress.log_line import StudyLine, write_log_line
from progress.models import CriterionMark, StudyEntry
from progress.queries.checkpoints import checkpoint_page
from progress.queries.front import front_page
from progress.queries.guide import guide as guide_page
from progress.queries.home import home_for
from progress.queries.hours import hours_page
from progress.queries.landscape import ground_of
from progress.queries.log import LogPreview, logged_sentence, preview_of
from progress.queries.outline import outline_for
from progress.queries.phase import phase_page
from progress.queries.roadmap import Filter, roadmap_page
from progress.queries.topic import topic_page
from progress.rules import State

View = Callable[..., HttpResponse]
Shown = TypeVar("Shown")
A_YEAR = 31_536_000
DELETED = "deleted_entry"  # in the session: what was deleted last, and its receipt


def page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The whole page, or for htmx what stands in its <main>."""
    part = "#content" if getattr(request, "htmx", False) else ""
    response = render(request, f"progress/{template}.html{part}", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def needs_roadmap(view: View) -> View:
    """Before a roadmap is loaded there is one sentence to say."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Roadmap.DoesNotExist:
            return page(request, "no_roadmap", {})

    return checked


# ---------------------------------------------------------------- reading


@require_GET
@needs_roadmap
def home(request: HttpRequest) -> HttpResponse:
    """Signed out: what Descent is, a verdict, and the map. Signed in: what to do next."""
    learner = learner_of(request)
    if learner is None:
        return page(request, "front", {"front": front_page()})
    return page(request, "home", {"home": home_for(learner, today=learner.today)})


@require_GET
@needs_roadmap
def roadmap(request: HttpRequest) -> HttpResponse:
    chosen = Filter.from_query(request.GET.get("stars", ""), request.GET.get("q", ""))
    return page(request, "roadmap", {"page": roadmap_page(learner_of(request), chosen)})


@require_GET
@needs_roadmap
def guide(request: HttpRequest) -> HttpResponse:
    return page(request, "guide", {"guide": guide_page()})


@require_GET
@needs_roadmap
def map_ground(request: HttpRequest, key: str) -> HttpResponse:
    """The contour lines of the map. The address names their content, so they never change."""
    svg = ground_of(key)
    if svg is None:
        raise Http404
    cached = {"Cache-Control": f"public, max-age={A_YEAR}, immutable"}
    return HttpResponse(svg, content_type="image/svg+xml", headers=cached)


@require_GET
@needs_roadmap
def phase_detail(request: HttpRequest, number: int) -> HttpResponse:
    return page(request, "phase_detail", {"page": _found(phase_page(learner_of(request), number))})


@require_GET
@needs_roadmap
def topic_detail(request: HttpRequest, uid: str) -> HttpResponse:
    return page(request, "topic_detail", {"page": _found(topic_page(learner_of(request), uid))})


@require_GET
@needs_roadmap
def checkpoint_list(request: HttpRequest) -> HttpResponse:
    return page(request, "checkpoint_list", {"outline": outline_for(learner_of(request))})


@require_GET
@needs_roadmap
def checkpoint_detail(request: HttpRequest, uid: str) -> HttpResponse:
    return page(request, "checkpoint_detail", {"page": _found(checkpoint_page(learner_of(request), uid))})


def _found(shown: Shown | None) -> Shown:
    if shown is None:
        raise Http404
    return shown


# ---------------------------------------------------------------- hours


@require_GET
@login_required
@needs_roadmap
def hours(request: AuthedRequest) -> HttpResponse:
    before, part = _day(request.GET.get("before", "")), _number(request.GET.get("part", ""))
    shown = hours_page(request.user, today=request.user.today, before=before, part=part)
    return page(request, "hours", {"page": shown, "deleted": request.session.get(DELETED)})


@require_GET
@login_required
def log_preview(request: AuthedRequest) -> HttpResponse:
    """What the line was understood to be: beside the box with JavaScript, else on a page with the box."""
    form = _log_form(request, request.GET)
    part = "#preview" if request.htmx else ""
    return render(request, f"progress/log_study.html{part}", _log_context(request, form, form.data.get("offer", "")))


@require_http_methods(["GET", "POST"])
@login_required
def log_study(request: AuthedRequest) -> HttpResponse:
    form = _log_form(request, request.POST if request.method == "POST" else request.GET or None)
    if request.method == "POST" and form.is_valid():
        try:
            entry = actions.log_study(learner=request.user, study=form.study)
        except actions.RefusedError as refusal:
            form.add_error("line", str(refusal))
        else:
            change = format_html('<a href="{}">Change it</a>', reverse("progress:edit_entry", args=[entry.uid]))
            messages.success(request, format_html("{} {}", logged_sentence(entry, today=form.today), change))
            return redirect(next_page(request, form.cleaned_data["next"]))
    context = _log_context(request, form)
    if request.method == "POST" and request.htmx:  # the line stands on many pages: only what is said below it changes
        said = render(request, "progress/log_study.html#preview", context)
        return retarget(reswap(said, "outerHTML"), "#log-said")
    return page(request, "log_study", context)


@require_http_methods(["GET", "POST"])
@login_required
def edit_entry(request: AuthedRequest, uid: UUID) -> HttpResponse:
    entry = StudyEntry.objects.of(request.user).select_related("topic").filter(uid=uid).first()
    if entry is None:
        return _without_entry(request)
    line = _line_of(entry)
    form = _log_form(request, (request.POST.dict() if request.method == "POST" else {"line": line}) | {"entry": uid})
    if request.method == "POST" and form.is_valid():
        try:
            if form.cleaned_data["base"] not in ("", line):  # another tab was faster, and nobody has seen its change
                raise actions.RefusedError(f"Meanwhile it became “{line}”. Save again to put this in its place.")
            actions.edit_entry(learner=request.user, entry=entry, study=form.study)
        except actions.RefusedError as refusal:
            form.add_error("line", str(refusal))
        else:
            messages.success(request, f"Changed: {logged_sentence(entry, today=form.today)}")
            return redirect("progress:hours")
    return page(request, "edit_entry", {"entry": entry, "base": line, **_log_context(request, form)})


def _without_entry(request: AuthedRequest) -> HttpResponse:
    """What was typed for an entry that another tab has deleted can be logged anew."""
    if request.method != "POST":
        raise Http404
    form = _log_form(request, request.POST)
    form.full_clean()
    form.add_error("line", GONE)
    response = page(request, "log_study", {"form": form})
    response.status_code = 404
    return response


@require_POST
@login_required
def delete_entry(request: AuthedRequest, uid: UUID) -> HttpResponse:
    entry = get_object_or_404(StudyEntry.objects.of(request.user).select_related("topic"), uid=uid)
    said = f"Deleted {say_minutes(entry.minutes)} of {entry.kind}."
    receipt = actions.delete_entry(learner=request.user, entry=entry)
    undo = render_to_string("progress/undo.html", {"said": said, "receipt": receipt}, request)
    messages.info(request, undo)
    request.session[DELETED] = {"said": said, "receipt": receipt}
    return redirect("progress:hours")


@require_POST
@login_required
def restore_entry(request: AuthedRequest) -> HttpResponse:
    try:
        entry = actions.restore_entry(learner=request.user, receipt=request.POST.get("receipt", ""))
    except actions.RefusedError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"It is back: {say_minutes(entry.minutes)} of {entry.kind}.")
    request.session.pop(DELETED, None)
    return redirect("progress:hours")


def _line_of(entry: StudyEntry) -> str:
    topic = entry.topic
    study = StudyLine(entry.minutes, entry.kind, entry.day, topic.uid if topic else None, entry.note)
    return write_log_line(study, number=topic.number if topic else "")


def _log_form(request: AuthedRequest, data: Mapping[str, Any] | None) -> LogForm:
    return LogForm(data, today=request.user.today, mine=StudyEntry.objects.of(request.user))


def _log_context(request: AuthedRequest, form: LogForm, offer: str = "") -> dict[str, Any]:
    preview: LogPreview | None = None
    if form.is_bound and form.is_valid():
        entry = form.cleaned_data["entry"]
        preview = preview_of(request.user, form.study, today=form.today, offer=offer, instead_of=entry)
    return {"form": form, "preview": preview}


# ---------------------------------------------------------------- marks and answers


@require_POST
@login_required
def mark_topic(request: AuthedRequest, uid: str) -> HttpResponse:
    topic = get_object_or_404(Topic, uid=uid)
    form = MarkForm(request.POST)
    if form.is_valid():
        mark = partial(actions.mark_topic, learner=request.user, topic=topic)
        _mark(request, topic.title, mark, State(form.cleaned_data["state"]))
    return redirect("progress:topic_detail", uid=uid)


@require_POST
@login_required
def mark_subtopic(request: AuthedRequest, uid: str) -> HttpResponse:
    subtopic = get_object_or_404(Subtopic.objects.select_related("topic"), uid=uid)
    form = MarkForm(request.POST)
    if form.is_valid():
        mark = partial(actions.mark_subtopic, learner=request.user, subtopic=subtopic)
        _mark(request, subtopic.title, mark, State(form.cleaned_data["state"]))
    return redirect("progress:topic_detail", uid=subtopic.topic.uid)


def _mark(request: HttpRequest, title: str, mark: Callable[..., str], state: State) -> None:
    try:
        receipt = mark(state=state)
    except actions.RefusedError as refusal:
        messages.warning(request, str(refusal))
        return
    if receipt:
        undoable(request, f"“{title}” is marked {state.said}.", reverse("progress:undo_mark"), receipt)


@require_POST
@login_required
def undo_mark(request: AuthedRequest) -> HttpResponse:
    try:
        topic = actions.undo_mark(learner=request.user, receipt=request.POST.get("receipt", ""))
    except actions.RefusedError as refusal:
        messages.warning(request, str(refusal))
        return redirect("progress:roadmap")
    return redirect("progress:topic_detail", uid=topic.uid)


def undoable(request: HttpRequest, said: str, url: str, receipt: str) -> None:
    """Tell what was done, with the button that takes it back."""
    context = {"said": said, "url": url, "receipt": receipt}
    messages.info(request, render_to_string("progress/undo_that.html", context, request))


@require_POST
@login_required
def answer_criterion(request: AuthedRequest, uid: str) -> HttpResponse:
    criterion = get_object_or_404(Criterion.objects.select_related("checkpoint"), uid=uid)
    form = AnswerForm(request.POST)
    if form.is_valid():
        answer, note = form.cleaned_data["answer"], form.cleaned_data["note"]
        try:
            if answer:
                actions.answer_criterion(
                    learner=request.user, criterion=criterion, answer=CriterionMark.Answer(answer), note=note
                )
            else:
                receipt = actions.withdraw_answer(learner=request.user, criterion=criterion)
                if receipt:
                    undoable(request, "Your answer is taken back.", reverse("progress:restore_answer"), receipt)
        except actions.RefusedError as refusal:
            messages.warning(request, str(refusal))
    return redirect("progress:checkpoint_detail", uid=criterion.checkpoint.uid)


@require_POST
@login_required
def restore_answer(request: AuthedRequest) -> HttpResponse:
    try:
        criterion = actions.restore_answer(learner=request.user, receipt=request.POST.get("receipt", ""))
    except actions.RefusedError as refusal:
        messages.warning(request, str(refusal))
        return redirect("progress:checkpoint_list")
    return redirect("progress:checkpoint_detail", uid=criterion.checkpoint.uid)


# ---------------------------------------------------------------- small things


def next_page(request: HttpRequest, url: str) -> str:
    """Back to our own page that sent it, else to the hours."""
    ours = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    is_address = ours and "/" in url  # a bare word would be taken for the name of a view
    return url if is_address else reverse("progress:hours")


def _day(text: str) -> date | None:
    """None for what is no day, or so near to the calendar's ends that the weeks around it are beyond them."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and date.min.year < day.year < date.max.year else None


def _number(text: str) -> int:
    """1 for what is no number of a part."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
