"""The site's first page: who needs a mentor, or else the learner's own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cohorts.person_context import mentoring_of
from cohorts.versions import home_version
from lib.pages.live import live
from lib.pages.views import AuthedRequest
from progress.home.views import home as learner_home


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    mentoring = mentoring_of(request)
    return mentor_home(request) if mentoring and mentoring.has_mentor_home else learner_home(request)


def _version(request: AuthedRequest) -> str:
    return home_version(request.user)


@live(_version)
def mentor_home(request: AuthedRequest) -> HttpResponse:
    mentoring = mentoring_of(request)
    return render(request, "cohorts/home.html", {"page": mentoring and mentoring.needs})
