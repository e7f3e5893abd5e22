"""What a cohort uses of its quotas: leads read it, and admins of operations set the limits."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.admins import operations_admins_only
from cohorts.access import led_cohort_or_404
from cohorts.cohort.models import Cohort
from cohorts.quotas.actions import set_quotas
from cohorts.quotas.forms import QuotaForm
from cohorts.quotas.queries import cohort_use, use_page
from lib.pages.views import AuthedRequest


@require_safe
@login_required
def quotas(request: AuthedRequest, slug: str) -> HttpResponse:
    return render(request, "cohorts/quotas.html", {"use": cohort_use(led_cohort_or_404(request.user, slug))})


@require_safe
@operations_admins_only
def quota_list(request: AuthedRequest) -> HttpResponse:
    page, uses = use_page(request.GET.get("page", ""))
    return render(request, "cohorts/quota_list.html", {"page": page, "uses": uses})


@require_http_methods(["GET", "POST"])
@operations_admins_only
def edit_quotas(request: AuthedRequest, slug: str) -> HttpResponse:
    cohort = get_object_or_404(Cohort, slug=slug)
    use = cohort_use(cohort)
    form = QuotaForm(request.POST or None, initial=use.quota.limits if use.quota else {})
    if request.method == "POST" and form.is_valid():
        set_quotas(person=request.user, cohort=cohort, limits=form.cleaned_data)
        messages.success(request, f"Quotas of {cohort} saved.")
        return redirect("cohorts:edit_quotas", slug)
    return render(request, "cohorts/edit_quotas.html", {"form": form, "use": use})
