"""The view of every undo."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from lib.errors import RefusedError
from lib.requests import AuthedRequest

Result = TypeVar("Result")


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
