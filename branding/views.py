"""Serve the site's own style sheet and logo, each at an address that changes with the content."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from branding.models import SiteBranding
from branding.queries import branding

FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def stylesheet(request: HttpRequest, version: str) -> HttpResponse:
    site = _branding_with("stylesheet_version", version)
    return _file(site.stylesheet.encode(), "text/css; charset=utf-8")


@require_safe
def logo(request: HttpRequest, version: str) -> HttpResponse:
    site = _branding_with("logo_version", version)
    return _file(bytes(site.logo), "image/png")


def _branding_with(name: str, version: str) -> SiteBranding:
    """The branding with this version. A page of another process may know a newer one than this process does."""
    for read in (branding, branding.renew):
        site = read()
        if getattr(site, name) == version:
            return site
    raise Http404


def _file(content: bytes, content_type: str) -> HttpResponse:
    if not content:
        raise Http404
    return HttpResponse(content, content_type=content_type, headers={"Cache-Control": FOR_EVER})
