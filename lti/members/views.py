"""The courses on learning platforms that fill a cohort: bring in their members, now or every night."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.access import led_cohort_or_404
from cohorts.cohort.models import Cohort
from cohorts.rosters.actions import give_roster
from cohorts.rosters.models import Roster, RosterSource
from lib.pages.views import AuthedRequest, warn_of_refusal
from lti.launches.courses import cohorts_to_choose
from lti.launches.models import LtiContext
from lti.members import actions
from lti.members.forms import CourseCohortForm, CourseMembersForm
from lti.members.models import NightlyRoster

NO_COURSE = "This cohort has no course. A teacher chooses the cohort when they first open a link in their course."
OFF = "Off. The courses aren’t read by night any more."
ON = "On. We read the courses every night."


@require_safe
@login_required
def cohort_courses(request: AuthedRequest, slug: str) -> HttpResponse:
    cohort = led_cohort_or_404(request.user, slug)
    nightly = NightlyRoster.objects.filter(cohort=cohort).select_related("person").first()
    rosters = Roster.objects.filter(cohort=cohort, source=RosterSource.COURSE).defer("content")
    context = {
        "cohort": cohort,
        "courses": LtiContext.objects.filter(cohort=cohort).select_related("deployment__platform"),
        "form": CourseMembersForm(),
        "nightly": nightly,
        "may_run": nightly is not None and cohort.is_led_by(nightly.person),
        "latest": rosters.filter(applies_at_once=True).first(),
        "no_course": NO_COURSE,
    }
    return render(request, "lti/cohort_courses.html", context)


@require_POST
@login_required
def bring_in_members(request: AuthedRequest, slug: str) -> HttpResponse:
    """Let a worker read the courses. The roster's page shows what would happen, and has the button that does it."""
    cohort, form = led_cohort_or_404(request.user, slug), CourseMembersForm(request.POST)
    form.is_valid()
    page = reverse("lti:cohort_courses", args=[slug])
    with warn_of_refusal(request):
        roster = give_roster(person=request.user, cohort=cohort, source=RosterSource.COURSE, **form.cleaned_data)
        page = reverse("cohorts:roster_detail", args=[slug, roster.uid])
    return redirect(page)


@require_POST
@login_required
def switch_nightly(request: AuthedRequest, slug: str) -> HttpResponse:
    cohort, form = led_cohort_or_404(request.user, slug), CourseMembersForm(request.POST)
    if request.POST.get("state") == "off":
        actions.switch_off(person=request.user, cohort=cohort)
        messages.success(request, OFF)
    else:
        form.is_valid()
        actions.switch_on(person=request.user, cohort=cohort, **form.cleaned_data)
        messages.success(request, ON)
    return redirect("lti:cohort_courses", slug)


@require_http_methods(["GET", "POST"])
@login_required
def course_cohort(request: AuthedRequest, uid: str, pk: int) -> HttpResponse:
    """Choose which cohort a course fills, or let its next teacher choose."""
    courses = LtiContext.objects.select_related("cohort", "deployment__platform")
    course = get_object_or_404(courses, pk=pk, deployment__platform__uid=uid)
    if not actions.may_choose_cohort(request.user, course):
        raise Http404
    before, cohorts = course.cohort, cohorts_to_choose(request.user)
    if before and before not in cohorts:
        cohorts.append(before)  # it is archived
    initial = {"cohort": before.slug if before else ""}
    form = CourseCohortForm(request.POST or None, cohorts=cohorts, initial=initial)
    if request.method == "POST" and form.is_valid():
        cohort = next((row for row in cohorts if row.slug == form.cleaned_data["cohort"]), None)
        if cohort != before:
            actions.change_cohort(person=request.user, course=course, cohort=cohort)
        messages.success(request, f"{course} fills {cohort} now." if cohort else f"{course} has no cohort now.")
        return _back(request, cohort or before, uid)
    return render(request, "lti/course_cohort.html", {"form": form, "course": course})


def _back(request: AuthedRequest, cohort: Cohort | None, uid: str) -> HttpResponse:
    return redirect("lti:cohort_courses", cohort.slug) if cohort else redirect("lti:platform_detail", uid)
