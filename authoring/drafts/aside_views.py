"""Set changes of a draft aside, and take them up again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.admins import admins_only
from authoring.drafts.access import content_or_404
from authoring.drafts.aside import set_aside, take_up
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest


@require_POST
@admins_only
def set_changes_aside(request: AuthedRequest, roadmap: str) -> HttpResponse:
    row = content_or_404(roadmap).roadmap
    try:
        count = set_aside(person=request.user, roadmap=row, uids=request.POST.getlist("aside"))
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        what = "1 change" if count == 1 else f"{count} changes"
        messages.success(request, f"Set {what} aside. They come back when the draft is published.")
    return redirect("authoring:draft_detail", roadmap)


@require_POST
@admins_only
def take_changes_up(request: AuthedRequest, roadmap: str) -> HttpResponse:
    row = content_or_404(roadmap).roadmap
    try:
        if left := take_up(person=request.user, roadmap=row):
            messages.info(request, left)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("authoring:draft_detail", roadmap)
