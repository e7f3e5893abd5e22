"""What groups of a provider have changed in a cohort, for its leads and for admins."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cohorts.access import led_cohort_or_404
from cohorts.groups.queries import changes_page
from lib.pages.views import AuthedRequest


@require_safe
@login_required
def group_changes(request: AuthedRequest, slug: str) -> HttpResponse:
    cohort = led_cohort_or_404(request.user, slug)
    changes = changes_page(cohort, number=request.GET.get("page", ""))
    return render(request, "cohorts/group_changes.html", {"cohort": cohort, "changes": changes})
