"""The hours page."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from curriculum.decorators import needs_roadmap
from lib.requests import AuthedRequest
from lib.views import render_page
from progress.hours.entry_views import LAST_DELETION
from progress.hours.page import hours_page


@require_GET
@login_required
@needs_roadmap
def hours(request: AuthedRequest) -> HttpResponse:
    before, part = _day(request.GET.get("before", "")), _number(request.GET.get("part", ""))
    day = _day(request.GET.get("day", ""))
    page = hours_page(request.user, today=request.user.today, before=before, part=part, day=day)
    return render_page(request, "progress/hours.html", {"page": page, "deleted": request.session.get(LAST_DELETION)})


def _day(text: str) -> date | None:
    """None if it is no day, or one too near to the first or last year for the weeks around it."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and date.min.year < day.year < date.max.year else None


def _number(text: str) -> int:
    """The number of a part; 1 if it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
