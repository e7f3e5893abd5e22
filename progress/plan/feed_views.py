"""The plan as a calendar feed: its secret link, and the feed itself."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from curriculum.models import Roadmap
from lib.requests import AuthedRequest
from notices.mail import absolute_url
from progress.plan import actions
from progress.plan.calendar import calendar_of
from progress.plan.models import StudyPlan
from progress.plan.page import plan_page
from progress.plan.views import do_and_say


@require_POST
@login_required
def open_feed(request: AuthedRequest) -> HttpResponse:
    is_another = StudyPlan.objects.filter(learner=request.user).exclude(feed_token="").exists()
    message = "New calendar link created. The old one no longer works." if is_another else "Calendar link created."
    return do_and_say(request, lambda: actions.open_feed(learner=request.user), message)


@require_POST
@login_required
def close_feed(request: AuthedRequest) -> HttpResponse:
    return do_and_say(request, lambda: actions.close_feed(learner=request.user), "Calendar link turned off.")


@require_GET
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Show the feed to anybody with its link: calendar programs don't sign in."""
    row = StudyPlan.objects.filter(feed_token=token, learner__is_active=True).select_related("learner").first()
    if row is None:
        raise Http404
    try:
        page = plan_page(row.learner, today=row.learner.today)
    except Roadmap.DoesNotExist:
        raise Http404 from None
    body = calendar_of(page, address=absolute_url(reverse("progress:plan")))
    headers = {"Cache-Control": "private, max-age=3600", "X-Robots-Tag": "noindex"}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)
