"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from lib.pages.views import learner_of, render_page
from progress.forecast import changes as actions
from progress.home.front import front_page
from progress.home.page import home_for


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Signed out: what Descent is, a verdict, and the map. Signed in: what to do next."""
    learner = learner_of(request)
    if learner is None:
        return render_page(request, "progress/front.html", {"front": front_page()})
    home_page = home_for(learner, today=learner.today)
    if home_page.changes.is_due:
        actions.save_forecast(learner=learner, forecast=home_page.outline.forecast, today=learner.today)
    return render_page(request, "progress/home.html", {"home": home_page})
