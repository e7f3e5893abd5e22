"""The parts of views that many actions share: what follows a refusal, and undo."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from lib.errors import RefusedError
from lib.pages.views import AuthedRequest

Result = TypeVar("Result")


@contextmanager
def warn_if_refused(request: HttpRequest) -> Iterator[None]:
    """Show the sentence of a refused action as a message, and go on after the block."""
    try:
        yield
    except RefusedError as refusal:
        messages.warning(request, str(refusal))


def undo(
    request: AuthedRequest,
    action: Callable[..., Result],
    *,
    fallback: str,
    destination: Callable[[Result], str] | None = None,
    message: Callable[[Result], str] | None = None,
) -> HttpResponse:
    """Call ``action`` with the posted undo token, then go to ``destination``. If it refuses, say why at ``fallback``.

    ``destination`` and ``message`` get what the action returned. Without a destination, ``fallback`` is it.
    """
    try:
        result = action(learner=request.user, undo_token=request.POST.get("undo_token", ""))
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
        return redirect(fallback)
    if message:
        messages.success(request, message(result))
    return redirect(destination(result) if destination else fallback)
