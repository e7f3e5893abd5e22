"""Courses from git repositories: add one, look at what it would change, bring it in."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.admins import curriculum_admins_only
from authoring.courses.actions import (
    add_course,
    ask_for_fetch,
    ask_to_apply,
    exercises_of,
    hint,
    offer_exercises,
    ready_exercises,
)
from authoring.courses.actions import remove_course as remove
from authoring.courses.forms import CourseForm
from authoring.courses.models import Course
from authoring.courses.packages import packages_of
from curriculum.models import Roadmap
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, warn_of_refusal

KEPT = "Removed “{}”. What was brought in stays, and is this site’s own from now on."


@require_http_methods(["GET", "POST"])
@curriculum_admins_only
def course_list(request: AuthedRequest) -> HttpResponse:
    """All of them, and the form for another one."""
    form = CourseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        values = form.cleaned_data
        try:
            course = add_course(
                person=request.user, uid=values["uid"], address=values["address"], branch=values["branch"],
                token=values["token"],
            )  # fmt: skip
        except RefusedError as refusal:
            form.add_error("address", str(refusal))
        else:
            return redirect("authoring:course_detail", course.uid)
    courses = Course.objects.defer("files", "changes", "problems")
    return render(request, "authoring/course_list.html", {"form": form, "courses": courses})


@require_safe
@curriculum_admins_only
def course_detail(request: AuthedRequest, uid: str) -> HttpResponse:
    course = get_object_or_404(Course.objects.defer("files"), uid=uid)
    roadmap = Roadmap.objects.filter(uid=uid).first()
    address = reverse("authoring:hint_course", args=[course.uid, course.hint_key])
    context = {
        "course": course, "roadmap": roadmap, "exercises": exercises_of(course), "packages": packages_of(course),
        "ready_count": ready_exercises(course).count(),
        "hint": request.build_absolute_uri(address),
    }  # fmt: skip
    return render(request, "authoring/course_detail.html", context)


@require_POST
@curriculum_admins_only
def fetch_course(request: AuthedRequest, uid: str) -> HttpResponse:
    course = get_object_or_404(Course.objects.defer("files"), uid=uid)
    with warn_of_refusal(request):
        ask_for_fetch(person=request.user, course=course)
    return redirect("authoring:course_detail", uid)


@csrf_exempt  # another server posts it. Nothing of what it sends is read: it's only a hint to look
@require_POST
def hint_course(request: HttpRequest, uid: str, key: UUID) -> HttpResponse:
    """What a host of repositories calls after each push."""
    hint(get_object_or_404(Course.objects.defer("files"), uid=uid, hint_key=key))
    return HttpResponse(status=204)


@require_POST
@curriculum_admins_only
def apply_course(request: AuthedRequest, uid: str) -> HttpResponse:
    """Bring in the commit that the page showed."""
    course = get_object_or_404(Course.objects.defer("files"), uid=uid)
    with warn_of_refusal(request):
        ask_to_apply(person=request.user, course=course, commit=request.POST.get("commit", ""))
    return redirect("authoring:course_detail", uid)


@require_POST
@curriculum_admins_only
def offer_course(request: AuthedRequest, uid: str) -> HttpResponse:
    """Offer its checked exercises to learners."""
    course = get_object_or_404(Course.objects.defer("files"), uid=uid)
    count = offer_exercises(person=request.user, course=course)
    messages.success(request, f"Learners can now open {count} more exercise{pluralize(count)}, in beta.")
    return redirect("authoring:course_detail", uid)


@require_POST
@curriculum_admins_only
def remove_course(request: AuthedRequest, uid: str) -> HttpResponse:
    course = get_object_or_404(Course.objects.defer("files"), uid=uid)
    remove(person=request.user, course=course)
    messages.success(request, KEPT.format(course))
    return redirect("authoring:course_list")
