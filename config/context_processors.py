from typing import Any

from django.conf import settings
from django.http import HttpRequest


def weak_sandbox(request: HttpRequest) -> dict[str, Any]:
    """Whether every page has to say that submissions are graded without the whole sandbox."""
    return {"weak_sandbox": settings.SANDBOX == "weak"}
