"""The pages of the explorables: a list, and one page for each idea."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from exercises.explorables.catalogue import BY_SLUG, EXPLORABLES
from exercises.explorables.queries import explorable_page
from lib.pages.views import learner_of, value_or_404


@require_safe
def explorable_list(request: HttpRequest) -> HttpResponse:
    return render(request, "explorables/explorable_list.html", {"explorables": EXPLORABLES})


@require_safe
def explorable_detail(request: HttpRequest, slug: str) -> HttpResponse:
    explorable = value_or_404(BY_SLUG.get(slug))
    page = explorable_page(explorable, learner_of(request))
    return render(request, "explorables/explorable_detail.html", {"page": page, "explorable": explorable})
