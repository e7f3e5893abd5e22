"""A project on an evidence page, and its files."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from cohorts.sign_offs.views import file_response
from lib.pages.views import value_or_404
from proof.projects.queries import shown_file, shown_project
from proof.queries import public_page
from proof.responses import unless_listed


@require_GET
@never_cache
def evidence_project(request: HttpRequest, token: str, slug: str) -> HttpResponse:
    page = value_or_404(public_page(token))
    content = value_or_404(shown_project(page, slug))
    context = {"page": page, "content": content, "shown": content.shown, "project": content.shown.project}
    return unless_listed(page, render(request, "proof/evidence_project.html", context))


@require_GET
@never_cache
def evidence_project_file(request: HttpRequest, token: str, slug: str, uid: UUID) -> HttpResponse:
    """A file, as a download. The project's page shows the pictures among them."""
    page = value_or_404(public_page(token))
    return unless_listed(page, file_response(value_or_404(shown_file(page, slug, uid))))
