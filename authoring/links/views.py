"""The links to other sites: which work, and check them now."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.admins import curriculum_admins_only
from authoring.links.actions import ask_for_check
from authoring.links.queries import link_page
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest


@require_safe
@curriculum_admins_only
def link_list(request: AuthedRequest) -> HttpResponse:
    page = link_page(number=request.GET.get("page", ""))
    return render(request, "authoring/link_list.html", {"links": page, "is_on": settings.CHECK_LINKS})


@require_POST
@curriculum_admins_only
def check_links(request: AuthedRequest) -> HttpResponse:
    """Let a worker check them all again."""
    try:
        ask_for_check()
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.info(request, "A worker is checking the links. Reload this page in a minute.")
    return redirect("authoring:link_list")
