"""The roadmap as a reference, its map and its phases."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from curriculum.decorators import needs_roadmap
from lib.requests import learner_of
from lib.views import render_page, value_or_404
from progress.queries.guide import guide as guide_page
from progress.queries.landscape import ground_of
from progress.queries.phase import phase_page
from progress.queries.roadmap import RoadmapFilter, roadmap_page

YEAR_SECONDS = 31_536_000


@require_GET
@needs_roadmap
def roadmap(request: HttpRequest) -> HttpResponse:
    filters = RoadmapFilter.from_query(request.GET.get("stars", ""), request.GET.get("q", ""))
    return render_page(request, "progress/roadmap.html", {"page": roadmap_page(learner_of(request), filters)})


@require_GET
@needs_roadmap
def guide(request: HttpRequest) -> HttpResponse:
    return render_page(request, "progress/guide.html", {"guide": guide_page()})


@require_GET
@needs_roadmap
def map_ground(request: HttpRequest, key: str) -> HttpResponse:
    """The contour lines of the map. The address names their content, so they never change."""
    svg = ground_of(key)
    if svg is None:
        raise Http404
    headers = {"Cache-Control": f"public, max-age={YEAR_SECONDS}, immutable"}
    return HttpResponse(svg, content_type="image/svg+xml", headers=headers)


@require_GET
@needs_roadmap
def phase_detail(request: HttpRequest, number: int) -> HttpResponse:
    context = {"page": value_or_404(phase_page(learner_of(request), number))}
    return render_page(request, "progress/phase_detail.html", context)
