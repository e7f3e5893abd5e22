"""The pages of a cohort's marks: the gradebook, a learner's marks, and the scheme."""

import uuid
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from audit_log.names import AuditAction
from cohorts.access import cohort_or_404, led_cohort_or_404, member_or_404
from cohorts.audit import record_in_cohort
from cohorts.cohort.models import CohortRole, Membership
from cohorts.marks import actions, gradebook_files
from cohorts.marks.candidates import candidates_of
from cohorts.marks.forms import AddRowsForm, RowForm, SchemeForm
from cohorts.marks.learner_marks import Marking
from cohorts.marks.models import scheme_of
from cohorts.marks.queries import gradebook, history_of, learners_by_name
from cohorts.marks.subjects import Subjects, format_overlaps
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, offer_undo, value_or_404, warn_of_refusal
from notices.actions import mark_read
from notices.models import NoticeKind
from progress.roadmap.roadmaps import curriculum


@login_required
@require_safe
def mark_list(request: AuthedRequest, slug: str) -> HttpResponse:
    """Show leads and mentors the marks of all learners, or how to begin where there is no scheme."""
    cohort = cohort_or_404(request.user, slug)
    scheme = scheme_of(cohort)
    page = None
    if scheme:
        query = request.GET
        page = gradebook(scheme, number=query.get("page", ""), search=query.get("q", ""), now=timezone.now())
    context = {"cohort": cohort, "page": page, "leads": cohort.is_led_by(request.user)}
    return render(request, "cohorts/mark_list.html", context)


@login_required
@require_safe
def learner_marks(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """Show how a learner's mark came about, to them and to those who look after them."""
    member = own_member_or_404(request.user, slug) if uid == request.user.uid else None
    is_mine = member is not None
    member = member or member_or_404(cohort_or_404(request.user, slug), uid)
    scheme = value_or_404(scheme_of(member.cohort))
    if is_mine and not scheme.is_shown:
        raise Http404
    submissions = "" if is_mine else f"{reverse('cohorts:learner_detail', args=[slug, uid])}submissions/"
    [marks] = Marking(scheme, submissions_url=submissions).marks_of([member], now=timezone.now())
    if is_mine:
        mark_read(person=request.user, kinds=[NoticeKind.ANSWER], link=request.path)
    context = {
        "cohort": member.cohort,
        "scheme": scheme,
        "learner": member.user,
        "marks": marks,
        "is_mine": is_mine,
        "history": history_of(marks, scheme),
    }
    return render(request, "cohorts/learner_marks.html", context)


FORMATS = {"canvas": "canvas.csv", "moodle": "moodle.csv", "data": "data.csv", "json": "data.json"}


@login_required
@require_safe
def mark_file(request: AuthedRequest, slug: str, kind: str) -> HttpResponse:
    """Download the marks of all learners. ``kind`` is canvas, moodle, data or json."""
    cohort = cohort_or_404(request.user, slug)
    scheme, ending = value_or_404(scheme_of(cohort)), value_or_404(FORMATS.get(kind))
    marking = Marking(scheme)
    marks, subjects = marking.marks_of(list(learners_by_name(cohort)), now=timezone.now()), marking.subjects.all
    match kind:
        case "canvas":
            text = gradebook_files.canvas_csv(cohort, subjects, marks)
        case "moodle":
            text = gradebook_files.moodle_csv(subjects, marks)
        case "json":
            text = gradebook_files.data_json(cohort, marks)
        case _:
            text = gradebook_files.data_csv(marks)
    record_in_cohort(
        AuditAction.MARKS_EXPORTED, actor=request.user, cohort=cohort, fields={"kind": kind, "learners": len(marks)}
    )
    day = datetime.now(request.user.zone).date().isoformat()
    headers = {"Content-Disposition": f'attachment; filename="{cohort.slug}-marks-{day}-{ending}"'}
    media_type = "application/json" if kind == "json" else "text/csv; charset=utf-8"
    return HttpResponse(text, content_type=media_type, headers=headers)


def own_member_or_404(learner: User, slug: str) -> Membership:
    """Return the membership of somebody who learns in the cohort."""
    members = Membership.objects.filter(role=CohortRole.LEARNER, user=learner).select_related("cohort")
    member = get_object_or_404(members, cohort__slug=slug)
    member.user = learner
    return member


@require_http_methods(["GET", "POST"])
@login_required
def edit_mark_scheme(request: AuthedRequest, slug: str) -> HttpResponse:
    """Choose how the cohort is marked. The rows are listed below."""
    cohort = led_cohort_or_404(request.user, slug)
    scheme = scheme_of(cohort)
    initial = None if scheme else {"time_zone": request.user.time_zone}
    form = SchemeForm(request.POST or None, instance=scheme, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.save_scheme(person=request.user, cohort=cohort, settings=form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("cohorts:edit_mark_scheme" if scheme else "cohorts:add_mark_rows", slug)
    subjects = Subjects(scheme, curriculum(cohort.roadmap_id)) if scheme else None
    context = {"cohort": cohort, "form": form, "scheme": scheme, "subjects": subjects}
    return render(request, "cohorts/edit_mark_scheme.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def add_mark_rows(request: AuthedRequest, slug: str) -> HttpResponse:
    cohort = led_cohort_or_404(request.user, slug)
    scheme = scheme_of(cohort)
    if scheme is None:
        return redirect("cohorts:edit_mark_scheme", slug)
    counted = {(row.kind, row.subject_id) for row in scheme.rows.current()}
    phases = candidates_of(curriculum(cohort.roadmap_id), counted)
    form = AddRowsForm(request.POST or None, phases=phases, zone=scheme.zone, zone_name=scheme.time_zone)
    if request.method == "POST" and form.is_valid():
        keys = form.cleaned_data["rows"]
        try:
            count = actions.add_rows(person=request.user, scheme=scheme, keys=keys, terms=form.terms)
        except RefusedError as refusal:
            form.add_error("rows", str(refusal))
        else:
            messages.success(request, f"Added {count} row{'' if count == 1 else 's'}.")
            subjects = Subjects(scheme, curriculum(cohort.roadmap_id))
            if warning := format_overlaps([item for item in subjects.overlaps if item.concerns(keys)]):
                messages.warning(request, warning)
            return redirect("cohorts:edit_mark_scheme", slug)
    return render(request, "cohorts/add_mark_rows.html", {"cohort": cohort, "form": form})


@require_http_methods(["GET", "POST"])
@login_required
def edit_mark_row(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    cohort = led_cohort_or_404(request.user, slug)
    scheme = value_or_404(scheme_of(cohort))
    row = get_object_or_404(scheme.rows.current().with_subjects(), uid=uid)
    row.scheme = scheme
    form = RowForm(request.POST or None, initial=RowForm.initial_of(row), zone=scheme.zone, zone_name=scheme.time_zone)
    form.fields["points"].label = "Points"
    if request.method == "POST" and form.is_valid():
        canvas_id = form.cleaned_data["canvas_id"]
        actions.change_row(person=request.user, row=row, terms=form.terms, canvas_id=canvas_id)
        messages.success(request, f"Saved “{row.title}”.")
        return redirect("cohorts:edit_mark_scheme", slug)
    return render(request, "cohorts/edit_mark_row.html", {"cohort": cohort, "form": form, "row": row})


@require_POST
@login_required
def remove_mark_row(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    cohort = led_cohort_or_404(request.user, slug)
    scheme = value_or_404(scheme_of(cohort))
    row = get_object_or_404(scheme.rows.with_subjects(), uid=uid)
    row.scheme = scheme
    undo_token = actions.remove_row(person=request.user, row=row)
    offer_undo(
        request, f"“{row.title}” no longer counts.", reverse("cohorts:restore_mark_row", args=[slug]), undo_token
    )
    return redirect("cohorts:edit_mark_scheme", slug)


@require_POST
@login_required
def restore_mark_row(request: AuthedRequest, slug: str) -> HttpResponse:
    cohort = led_cohort_or_404(request.user, slug)
    scheme = value_or_404(scheme_of(cohort))
    undo_token = request.POST.get("undo_token", "")
    with warn_of_refusal(request):
        actions.restore_row(person=request.user, scheme=scheme, undo_token=undo_token)
    return redirect("cohorts:edit_mark_scheme", slug)
