"""Set changes of a draft aside, and take them up again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.admins import admins_only
from authoring.drafts.access import content_or_404
from authoring.drafts.aside import set_aside, take_up
from lib.pages.views import AuthedRequest, warn_of_refusal


@require_POST
@admins_only
def set_changes_aside(request: AuthedRequest, roadmap: str) -> HttpResponse:
    row = content_or_404(roadmap).roadmap
    with warn_of_refusal(request):
        count = set_aside(person=request.user, roadmap=row, uids=request.POST.getlist("aside"))
        what = "1 change" if count == 1 else f"{count} changes"
        messages.success(request, f"Set {what} aside. They come back when the draft is published.")
    return redirect("authoring:draft_detail", roadmap)


@require_POST
@admins_only
def take_changes_up(request: AuthedRequest, roadmap: str) -> HttpResponse:
    row = content_or_404(roadmap).roadmap
    with warn_of_refusal(request):
        if left := take_up(person=request.user, roadmap=row):
            messages.info(request, left)
    return redirect("authoring:draft_detail", roadmap)
