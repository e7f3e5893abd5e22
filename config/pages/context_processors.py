from typing import Any

from django.conf import settings
from django.http import HttpRequest


def version(request: HttpRequest) -> dict[str, Any]:
    """The version, and the commit if it is known."""
    return {"version": settings.VERSION, "commit": settings.COMMIT}


def site_links(request: HttpRequest) -> dict[str, str]:
    """Addresses outside this site: its documentation and its source."""
    return {"docs_url": settings.DOCS_URL, "source_url": settings.SOURCE_URL}


def weak_sandbox(request: HttpRequest) -> dict[str, Any]:
    """Whether every page has to say that submissions are graded without the whole sandbox."""
    return {"weak_sandbox": settings.SANDBOX == "weak"}
