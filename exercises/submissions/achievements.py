"""Tell the apps above that what learners have shown may have changed: a verdict, an answer, a sign-off."""

from collections.abc import Callable, Collection

Listener = Callable[[Collection[int]], None]
_LISTENERS: list[Listener] = []


def when_achievements_change(listener: Listener) -> None:
    """Call ``listener`` with the primary keys of the learners. An app does this once, when it is ready."""
    if listener not in _LISTENERS:
        _LISTENERS.append(listener)


def achievements_changed(learners: Collection[int]) -> None:
    """Call the listeners in this transaction, so that what they write is there if the change is, and only then."""
    for listener in _LISTENERS:
        listener(learners)
