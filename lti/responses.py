"""Which other sites may show a page of ours in a frame, and where its forms may lead. See docs/decisions/0058."""

from collections.abc import Sequence

from django.http import HttpResponse


def frameable(response: HttpResponse, origins: Sequence[str]) -> HttpResponse:
    """Let the pages of these origins, and no others, show the response in a frame. None: nobody, as everywhere."""
    if origins:
        _replace(response, "frame-ancestors", sorted(set(origins)))
        response.xframe_options_exempt = True
    return response


def may_send_to(response: HttpResponse, origin: str) -> HttpResponse:
    """Let the forms of this page send to the origin alone."""
    _replace(response, "form-action", [origin])
    return response


def _replace(response: HttpResponse, directive: str, values: list[str]) -> None:
    replaced = getattr(response, "_csp_replace", None) or {}
    response._csp_replace = replaced | {directive: values}  # type: ignore[attr-defined]  # django-csp reads it
