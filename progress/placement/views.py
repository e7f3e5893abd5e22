"""Placement: what the learner shows, skips and has marked as known."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from lib.pages.views import AuthedRequest, render_page
from progress.outline.outline import outline_for
from progress.placement.actions import mark_known
from progress.placement.queries import placement_of

SKIPPED = "placement_skipped"
MAX_SKIPPED = 100  # as many topics as a roadmap has, and no more of what a form may send
KNOWN = "Marked as known: {}. You can change each on its page."


@require_http_methods(["GET", "POST"])
@login_required
def placement(request: AuthedRequest) -> HttpResponse:
    outline = outline_for(request.user)
    skipped: list[str] = request.session.get(SKIPPED, [])
    page = placement_of(outline, skipped)
    if request.method == "GET":
        return render_page(request, "progress/placement.html", {"placement": page})
    action = request.POST.get("do")
    if action == "skip" and page.next:
        request.session[SKIPPED] = [*skipped, page.next.topic.uid][-MAX_SKIPPED:]
    elif action == "again":
        request.session.pop(SKIPPED, None)
    elif action == "mark" and page.known:
        mark_known(learner=request.user, topics=[topic.pk for topic in page.known])
        messages.success(request, KNOWN.format(", ".join(topic.title for topic in page.known)))
        return redirect("home")
    return redirect("progress:placement")
