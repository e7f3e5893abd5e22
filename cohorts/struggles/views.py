"""The struggles of a cohort, and the learners who have them."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cohorts.access import cohort_or_404, submission_or_404
from cohorts.cohort.models import Cohort
from cohorts.struggles.failures import counted_since
from cohorts.struggles.learners import (
    Struggle,
    check_struggle,
    code_struggle,
    mistake_struggle,
    struggle_learners,
    topic_struggle,
)
from cohorts.struggles.queries import struggles_page
from cohorts.struggles.rules import EVER, PERIODS, Period
from curriculum.models import Topic
from exercises.models import Exercise
from lib.pages.views import AuthedRequest, value_or_404

CHOICES = [*(Period(weeks) for weeks in PERIODS), Period.of(EVER)]


@require_safe
@login_required
def struggles(request: AuthedRequest, slug: str) -> HttpResponse:
    """Rank the mistakes, checks and topics that most learners of a cohort struggle with."""
    cohort = cohort_or_404(request.user, slug)
    page = struggles_page(cohort, Period.of(request.GET.get("weeks", "")), now=timezone.now())
    context = {"cohort": cohort, "page": page, "leads": cohort.is_led_by(request.user), "periods": CHOICES}
    return render(request, "cohorts/struggles.html", context)


@require_safe
@login_required
def learners(request: AuthedRequest, slug: str) -> HttpResponse:
    """List who made the mistake, failed the check, wrote the code or exceeded the estimate that the URL names."""
    cohort, now = cohort_or_404(request.user, slug), timezone.now()
    period = Period.of(request.GET.get("weeks", ""))
    if not request.GET.keys() & {"exercise", "topic"}:
        return redirect("cohorts:struggles", slug)
    since = counted_since(cohort, period, now=now)
    struggle = value_or_404(_struggle(request, cohort, since))
    page = struggle_learners(cohort, period, struggle, now=now, number=request.GET.get("page", ""))
    return render(request, "cohorts/struggle_learners.html", {"cohort": cohort, "page": page, "periods": CHOICES})


def _struggle(request: AuthedRequest, cohort: Cohort, since: datetime | None) -> Struggle | None:
    """None: nobody struggles with it."""
    if uid := request.GET.get("topic"):
        return topic_struggle(get_object_or_404(Topic.objects.current(), uid=uid))
    exercise = get_object_or_404(Exercise, slug=request.GET.get("exercise"))
    if mistake := request.GET.get("mistake"):
        return mistake_struggle(cohort, since, exercise, mistake)
    if check := request.GET.get("check"):
        return check_struggle(cohort, since, exercise, check)
    if run := request.GET.get("run"):
        return code_struggle(cohort, since, submission_or_404(cohort, run))
    return None
