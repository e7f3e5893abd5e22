"""The roadmaps of the site: which there are, a new one, and their order."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.admins import curriculum_admins_only
from authoring.roadmaps.actions import NOT_PUBLISHED_YET, empty_roadmap
from authoring.roadmaps.actions import add_roadmap as add
from authoring.roadmaps.actions import move_roadmap as move
from authoring.roadmaps.forms import AddRoadmapForm
from authoring.schedules.models import ScheduledPublication
from curriculum.models import Roadmap
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest


@require_safe
@curriculum_admins_only
def roadmap_list(request: AuthedRequest) -> HttpResponse:
    """The roadmaps of this site. With one of them, straight to its outline."""
    roadmaps = list(Roadmap.objects.order_by("order", "pk"))
    if len(roadmaps) == 1:
        return redirect("authoring:outline", roadmaps[0].uid)
    schedules = {row.draft.roadmap_id: row for row in ScheduledPublication.objects.waiting().select_related("draft")}
    rows = [(roadmap, schedules.get(roadmap.pk)) for roadmap in roadmaps]
    return render(request, "authoring/roadmap_list.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@curriculum_admins_only
def add_roadmap(request: AuthedRequest) -> HttpResponse:
    form = AddRoadmapForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            roadmap = add(person=request.user, document=empty_roadmap(form.cleaned_data["title"]))
        except RefusedError as refusal:
            form.add_error("title", str(refusal))
        else:
            messages.success(request, NOT_PUBLISHED_YET.format(roadmap))
            return redirect("authoring:outline", roadmap.uid)
    return render(request, "authoring/add_roadmap.html", {"form": form})


@require_POST
@curriculum_admins_only
def move_roadmap(request: AuthedRequest, roadmap: str) -> HttpResponse:
    """Up or down in the list."""
    row = get_object_or_404(Roadmap, uid=roadmap)
    move(person=request.user, roadmap=row, step=-1 if request.POST.get("by") == "up" else 1)
    return redirect("authoring:roadmap_list")
