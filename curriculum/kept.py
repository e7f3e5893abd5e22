"""What was read or made of the curriculum, kept in this process until the curriculum changes."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe

from curriculum.models import CurriculumVersion

MOST_CHARACTERS = 16_000_000  # of HTML kept in one process
T = TypeVar("T")


class Kept(Generic[T]):
    """What ``read`` gives, read again when the version has changed. Shared by all requests: nobody may change it."""

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._kept: tuple[UUID, T] | None = None

    def __call__(self) -> T:
        """One query while nothing changes. Raises what ``read`` raises."""
        token = CurriculumVersion.current()  # before the rows: what changes meanwhile is read again next time
        kept = self._kept
        if kept and kept[0] == token:
            return kept[1]
        found = self._read()
        if token:
            self._kept = token, found
        return found


class Pieces:
    """HTML that is the same for all who see the same, made once for each key. Kept with the rows it was made of."""

    def __init__(self) -> None:
        self._made: dict[Hashable, SafeString] = {}
        self._characters = 0

    def get(self, key: Hashable, make: Callable[[], str]) -> SafeString:
        """What ``make`` renders; ``key`` names everything that it shows beside the curriculum."""
        found = self._made.get(key)
        if found is None:
            found = mark_safe(make())  # noqa: S308  # a template made it
            self._characters += len(found)
            if self._characters > MOST_CHARACTERS:
                self._made, self._characters = {}, len(found)
            self._made[key] = found
        return found
