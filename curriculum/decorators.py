"""A decorator for views that show the roadmap."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from curriculum.models import Roadmap
from lib.pages.views import render_page

View = Callable[..., HttpResponse]


def needs_roadmap(view: View) -> View:
    """Show an explanation instead of the page while no roadmap is loaded."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Roadmap.DoesNotExist:
            return render_page(request, "curriculum/no_roadmap.html", {})

    return wrapper
