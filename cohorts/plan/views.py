"""Edit the due weeks of a cohort."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cohorts.access import led_cohort_or_404
from cohorts.plan import actions
from cohorts.plan.forms import SharedPlanForm
from lib.pages.views import AuthedRequest
from progress.outline.outline import outline_for
from progress.roadmap.roadmaps import curriculum


@require_http_methods(["GET", "POST"])
@login_required
def edit_plan(request: AuthedRequest, slug: str) -> HttpResponse:
    """The due weeks that everybody in the cohort sees."""
    cohort = led_cohort_or_404(request.user, slug)
    form = SharedPlanForm(
        request.POST if request.method == "POST" else None,
        phases=outline_for(None, curriculum(cohort.roadmap_id)).phases,
        plan=list(cohort.due_weeks.shared()),
        started_on=cohort.started_on,
    )
    if request.method == "POST" and form.is_valid():
        weeks = {"phases": form.weeks("phase"), "topics": form.weeks("topic")}
        actions.save_plan(person=request.user, cohort=cohort, **weeks)
        messages.success(request, "Saved. Everyone in the cohort sees these weeks.")
        return redirect("cohorts:edit_plan", cohort.slug)
    return render(request, "cohorts/edit_plan.html", {"form": form, "cohort": cohort})
