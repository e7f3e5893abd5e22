"""Report a problem with a page, see one's reports, and answer reports as an admin."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.admins import curriculum_admins_only
from accounts.models import User
from authoring.faults import actions
from authoring.faults.actions import FaultPage
from authoring.faults.forms import FaultAnswerForm, FaultForm
from authoring.faults.models import FaultKind, FaultReport, FaultState
from authoring.faults.queries import FILTERS, FaultGroup, own_faults
from authoring.faults.queries import fault_queue as queue_of_faults
from curriculum.models import Topic
from exercises.models import Exercise, Submission
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, offer_undo
from notices.actions import mark_read
from notices.models import NoticeKind


@require_http_methods(["GET", "POST"])
@login_required
def report_fault(request: AuthedRequest, kind: str, uid: str) -> HttpResponse:
    """About a topic, an exercise (by its slug), or a submission of one's own."""
    page = _page_or_404(request.user, kind, uid)
    form = FaultForm(request.POST or None, initial={"uid": uuid.uuid4()})
    if form.is_valid():
        data = form.cleaned_data | {"kind": FaultKind(form.cleaned_data["kind"])}
        try:
            report = actions.report_fault(person=request.user, page=page, **data)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            undo_url = reverse("authoring:withdraw_fault", args=[report.uid])
            offer_undo(request, f"Sent. We’ll tell you what happens with “{page.title}”.", undo_url, "-")
            return redirect(page.url)
    context = {"form": form, "page": page, "max_chars": FaultReport.MAX_CHARS}
    return render(request, "authoring/report_fault.html", context)


@require_POST
@login_required
def withdraw_fault(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    """Undo sending it."""
    report = get_object_or_404(FaultReport.objects.filter(reporter=request.user).with_page(), uid=uid)
    try:
        actions.withdraw_fault(person=request.user, report=report)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.info(request, f"Your report about “{report.page_title}” was withdrawn.")
    return redirect("authoring:fault_list")


@require_safe
@login_required
def fault_list(request: AuthedRequest) -> HttpResponse:
    """One's own reports, and what came of them."""
    mark_read(person=request.user, kinds=[NoticeKind.FAULT], link=request.path)
    page = own_faults(request.user, number=request.GET.get("page", ""))
    return render(request, "authoring/fault_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
@curriculum_admins_only
def fault_queue(request: AuthedRequest) -> HttpResponse:
    """All reports by page, with a form to answer those about one page."""
    answer = FaultAnswerForm(request.POST, auto_id=f"{request.POST.get('group')}-%s") if request.POST else None
    if answer and answer.is_valid():
        state = FaultState(answer.cleaned_data.pop("state"))
        count = actions.answer_faults(person=request.user, state=state, **answer.cleaned_data)
        reports = "report is" if count == 1 else "reports are"
        messages.success(request, f"{count} {reports} now marked “{state.label}”.")
        return redirect(request.get_full_path())
    queue = queue_of_faults(shown_filter=request.GET.get("show", ""), number=request.GET.get("page", ""))
    rows = [
        (group, answer if answer and request.POST.get("group") == group.key else _answer_form(group))
        for group in queue.groups
    ]
    return render(request, "authoring/fault_queue.html", {"queue": queue, "rows": rows, "filters": FILTERS})


def _answer_form(group: FaultGroup) -> FaultAnswerForm:
    """Return a form that begins with the answer to the newest report."""
    newest = group.newest
    state = FaultState.FIXING if newest.is_open else newest.state
    initial = {"state": state, "answer": newest.answer, "fixed_in": newest.fixed_in or group.version}
    return FaultAnswerForm(initial=initial, auto_id=f"{group.key}-%s")


def _page_or_404(person: User, kind: str, uid: str) -> FaultPage:
    if kind == "submission":
        return _page_of_submission(person, uid)
    if kind == "exercise":
        return FaultPage(exercise=get_object_or_404(Exercise, slug=uid))
    if kind == "topic":
        return FaultPage(topic=get_object_or_404(Topic.objects.select_related("section"), uid=uid))
    raise Http404


def _page_of_submission(person: User, text: str) -> FaultPage:
    try:
        uid = uuid.UUID(text)
    except ValueError:
        raise Http404 from None
    submission = get_object_or_404(Submission.objects.filter(learner=person).select_related("exercise"), uid=uid)
    return FaultPage(exercise=submission.exercise, submission=submission)
