"""The roadmap as a map and as a reference, and its phases.

Among several roadmaps, the short addresses show a learner's own roadmap, and to visitors the site's first. A phase has
its short address only in the first one. The others name their roadmap.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_POST

from curriculum.models import Roadmap
from lib.pages.views import AuthedRequest, learner_of, render_page, value_or_404
from progress.outline.outline import outline_for
from progress.refusals import warn_if_refused
from progress.roadmap import actions
from progress.roadmap.curriculum import Curriculum, RoadmapAddresses
from progress.roadmap.guide import guide as guide_page
from progress.roadmap.map import ground_of
from progress.roadmap.page import roadmap_page
from progress.roadmap.phase import phase_page
from progress.roadmap.reference import RoadmapFilter, reference_page
from progress.roadmap.roadmaps import curriculum, curriculum_named, curriculum_of

YEAR_SECONDS = 31_536_000


@require_GET
def roadmap(request: HttpRequest) -> HttpResponse:
    return _roadmap(request, curriculum_of(learner_of(request)))


@require_GET
def roadmap_detail(request: HttpRequest, roadmap: str) -> HttpResponse:
    return _roadmap(request, value_or_404(curriculum_named(roadmap)))


def _roadmap(request: HttpRequest, course: Curriculum) -> HttpResponse:
    """The page, or for htmx its content, or the card alone."""
    other_url = _other_url(request, course)
    if other_url:
        return redirect(other_url)
    page = roadmap_page(learner_of(request), course, request.GET.get("topic", ""))
    if request.headers.get("HX-Target") == "card":
        response = render(request, "progress/roadmap.html#card", {"page": page})
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        return response
    return render_page(request, "progress/roadmap.html", {"page": page})


def _other_url(request: HttpRequest, course: Curriculum) -> str:
    """Where to go instead: the roadmap chosen in the switch, or the reference, which once was on this page."""
    if uid := request.GET.get("roadmap"):
        row = next((row for row in course.site_roadmaps if row.uid == uid), None)
        return RoadmapAddresses.among(course.site_roadmaps, row).roadmap if row else ""
    is_search = "stars" in request.GET or "q" in request.GET
    return f"{course.addresses.reference}?{request.GET.urlencode()}" if is_search else ""


@require_GET
def reference(request: HttpRequest) -> HttpResponse:
    return _reference(request, curriculum_of(learner_of(request)))


@require_GET
def roadmap_reference(request: HttpRequest, roadmap: str) -> HttpResponse:
    return _reference(request, value_or_404(curriculum_named(roadmap)))


def _reference(request: HttpRequest, course: Curriculum) -> HttpResponse:
    filters = RoadmapFilter.from_query(request.GET.get("stars", ""), request.GET.get("q", ""))
    page = reference_page(learner_of(request), filters, course)
    return render_page(request, "progress/reference.html", {"page": page})


@require_GET
def guide(request: HttpRequest) -> HttpResponse:
    return _guide(request, curriculum_of(learner_of(request)))


@require_GET
def roadmap_guide(request: HttpRequest, roadmap: str) -> HttpResponse:
    return _guide(request, value_or_404(curriculum_named(roadmap)))


def _guide(request: HttpRequest, course: Curriculum) -> HttpResponse:
    hours_left = outline_for(learner_of(request), course).hours_left
    return render_page(
        request, "progress/guide.html", {"guide": guide_page(course.roadmap, hours_left), "course": course}
    )


@require_GET
def map_ground(request: HttpRequest, key: str) -> HttpResponse:
    """The contour lines of the map. The address names their content, so they never change."""
    svg = ground_of(key)
    if svg is None:
        raise Http404
    headers = {"Cache-Control": f"public, max-age={YEAR_SECONDS}, immutable"}
    return HttpResponse(svg, content_type="image/svg+xml", headers=headers)


@require_GET
def phase_detail(request: HttpRequest, number: int) -> HttpResponse:
    """A phase of the site's first roadmap."""
    return _phase(request, curriculum(), number)


@require_GET
def roadmap_phase(request: HttpRequest, roadmap: str, number: int) -> HttpResponse:
    return _phase(request, value_or_404(curriculum_named(roadmap)), number)


def _phase(request: HttpRequest, course: Curriculum, number: int) -> HttpResponse:
    context = {"page": value_or_404(phase_page(learner_of(request), course, number))}
    return render_page(request, "progress/phase_detail.html", context)


@require_POST
@login_required
def choose_roadmap(request: AuthedRequest, roadmap: str) -> HttpResponse:
    row = get_object_or_404(Roadmap, uid=roadmap)
    with warn_if_refused(request):
        actions.choose_roadmap(learner=request.user, roadmap=row)
        messages.success(
            request, f"You now follow “{row}”. What you did before stays, and shared topics count in both."
        )
    return redirect("progress:roadmap")
