"""Search, as a page and in the box that Ctrl+K opens."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from lib.pages.views import learner_of, render_page
from progress.search.queries import search_page


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    context = {"page": search_page(learner_of(request), request.GET.get("q", ""))}
    return render_page(request, "progress/search.html", context)
