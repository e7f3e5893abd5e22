"""Pictures as files: the cards of shared links, for everybody who can open the page that they are about."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from exercises.catalogue.queries import catalogue
from exercises.fleet.capacity import gradable_count
from exercises.models import Exercise
from lib.pages.views import value_or_404
from progress.roadmap.roadmaps import curriculum, curriculum_named
from proof.pictures.cards import WIDTH, ShareCard, evidence_card, exercise_card, front_card, roadmap_card
from proof.pictures.render import BusyError, render_png
from proof.queries import evidence_for, public_page

PUBLIC = "public, max-age=86400"


@require_GET
def front(request: HttpRequest) -> HttpResponse:
    return _answer(front_card(gradable_count(catalogue().exercises), curriculum()), PUBLIC)


@require_GET
def roadmap(request: HttpRequest, uid: str) -> HttpResponse:
    return _answer(roadmap_card(value_or_404(curriculum_named(uid))), PUBLIC)


@require_GET
def exercise(request: HttpRequest, slug: str) -> HttpResponse:
    row = get_object_or_404(Exercise.objects.open(), slug=slug)
    return _answer(exercise_card(row, curriculum()), PUBLIC)


@require_GET
def evidence(request: HttpRequest, token: str) -> HttpResponse:
    """Not stored elsewhere: once the page is off, its card is too."""
    page = value_or_404(public_page(token))
    answer = _answer(evidence_card(page, evidence_for(page.learner, ())), "no-store")
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _answer(card: ShareCard, caching: str) -> HttpResponse:
    answer = picture(lambda: render_png(card.svg, width=WIDTH), "image/png")
    if answer.status_code == 200:
        answer["Cache-Control"] = caching
    return answer


def picture(draw: Callable[[], bytes], content_type: str) -> HttpResponse:
    """The picture, or 503 while others are drawn."""
    try:
        return HttpResponse(draw(), content_type=content_type)
    except BusyError:
        return HttpResponse(status=503, headers={"Retry-After": "2", "Cache-Control": "no-store"})
