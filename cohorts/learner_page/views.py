"""The mentor's pages."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cohorts.access import cohort_or_404, member_or_404
from cohorts.audit import record_reading
from cohorts.cohort.models import Membership
from cohorts.learner_page.queries import learner_page, results_for_mentor
from cohorts.learner_page.summary import learner_summary_of
from cohorts.mentor_notes.models import MentorNote
from cohorts.threads.models import open_to_mentor
from cohorts.threads.queries import threads_for_mentor
from cohorts.versions import learner_version
from exercises.submissions.source_html import learner_html
from lib.pages.live import live
from lib.pages.views import AuthedRequest


class LearnerRequest(AuthedRequest):
    """A request whose version has been asked for, so that its learner is read once."""

    member: Membership


def _learner_version(request: LearnerRequest, slug: str, uid: uuid.UUID) -> str:
    request.member = member_or_404(cohort_or_404(request.user, slug), uid)
    return learner_version(request.member)


@login_required
@require_safe
@live(_learner_version)
def learner_detail(request: LearnerRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    cohort, learner = request.member.cohort, request.member.user
    context = {
        "cohort": cohort,
        "page": learner_page(request.member, now=timezone.now(), weeks=request.GET.get("weeks", "")),
        "learner": learner,
        "threads": threads_for_mentor(learner, cohort),
        "note": MentorNote.objects.about(learner, cohort).first(),
    }
    return render(request, "cohorts/learner_detail.html", context)


@login_required
@require_safe
def learner_summary(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """Show a learner's progress on a page to print. The mentors' note only with ``?note=1``, because others read it."""
    cohort = cohort_or_404(request.user, slug)
    member = member_or_404(cohort, uid)
    may_add_note = member.user != request.user
    adds_note = may_add_note and request.GET.get("note") == "1"
    context = {
        "cohort": cohort,
        "learner": member.user,
        "page": learner_summary_of(member, now=timezone.now()),
        "may_add_note": may_add_note,
        "adds_note": adds_note,
        "note": MentorNote.objects.about(member.user, cohort).first() if adds_note else None,
    }
    return render(request, "cohorts/learner_summary.html", context)


@login_required
@require_safe
def submission_detail(request: AuthedRequest, slug: str, uid: uuid.UUID, submission: uuid.UUID) -> HttpResponse:
    """Show a submission. A mentor sees a try run only after the learner has asked about it."""
    cohort = cohort_or_404(request.user, slug)
    learner = member_or_404(cohort, uid).user
    row = get_object_or_404(open_to_mentor(learner, cohort), uid=submission)
    record_reading(reader=request.user, submission=row, cohort=cohort)
    page = {
        "cohort": cohort,
        "learner": learner,
        "submission": row,
        "results": results_for_mentor(row),
        "source_html": learner_html(row.source, row.source_html),
        "read_only": True,
    }
    return render(request, "cohorts/submission_detail.html", page)
