"""The page to go to after a form."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def next_page(request: HttpRequest, url: str) -> str:
    """Back to our own page that sent it, else to the hours."""
    ours = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    is_address = ours and "/" in url  # a bare word would be taken for the name of a view
    return url if is_address else reverse("progress:hours")
