"""Tell the apps above when a learner's proof may have changed: a first pass, or a regrade."""

from collections.abc import Callable
from functools import partial

from django.db import transaction

from accounts.models import User

Listener = Callable[[User, int], None]
_LISTENERS: list[Listener] = []


def when_proof_changes(listener: Listener) -> None:
    """Call ``listener`` with the learner and the exercise's primary key. An app does this once, when it is ready."""
    if listener not in _LISTENERS:
        _LISTENERS.append(listener)


def proof_changed(learner: User, exercise: int) -> None:
    """Call the listeners after this transaction. If one fails, the verdict still stands."""
    for listener in _LISTENERS:
        transaction.on_commit(partial(listener, learner, exercise), robust=True)
