"""Bulk reads for the pages of notices."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Min, Q, QuerySet

from accounts.models import User
from lib.compiled_queries import CompiledQuery, Param
from notices.models import ONLY_IF_CHOSEN, TOLD_ON_A_PAGE, Notice, NoticeChoice, NoticeKind


@dataclass(frozen=True)
class Channels:
    """Whether a person gets notices of one kind on the page and by email."""

    page: bool
    mail: bool

    @property
    def any(self) -> bool:
        return self.page or self.mail


def channels_of(person: User) -> dict[NoticeKind, Channels]:
    """The channels of each kind, in one query. The default is the page without email."""
    choices = {row.kind: Channels(row.page, row.mail) for row in NoticeChoice.objects.filter(person=person)}
    return {kind: choices.get(kind, _default(kind)) for kind in NoticeKind}


def channels_of_all(people: Sequence[User], kind: NoticeKind) -> dict[int, Channels]:
    """Return the channels of one kind by the person's primary key. One query."""
    rows = NoticeChoice.objects.filter(person__in=people, kind=kind)
    choices = {row.person_id: Channels(row.page, row.mail) for row in rows}
    return {person.pk: choices.get(person.pk, _default(kind)) for person in people}


def _default(kind: NoticeKind) -> Channels:
    return Channels(page=kind not in ONLY_IF_CHOSEN, mail=False)


_AUDIENCES: dict[NoticeKind, Callable[[User], bool]] = {}
"""Who gets a kind at all. Without an entry, everybody may."""


def offer_only_to(belongs: Callable[[User], bool], kinds: Iterable[NoticeKind]) -> None:
    """Offer kinds in the settings only to people of whom ``belongs`` is true. The app that sends them calls it once."""
    _AUDIENCES.update(dict.fromkeys(kinds, belongs))


def offered_channels_of(person: User) -> dict[NoticeKind, Channels]:
    """The channels of the kinds that the person can get."""
    answers = {belongs: belongs(person) for belongs in set(_AUDIENCES.values())}
    return {
        kind: channels
        for kind, channels in channels_of(person).items()
        if kind not in _AUDIENCES or answers[_AUDIENCES[kind]]
    }


def unread_of(person: User) -> tuple[int, int | None]:
    """Return how many are unread, and the primary key of the oldest that a page should show. One query."""
    return next(iter(_UNREAD(person=person.pk)), (0, None))


def _unread() -> QuerySet[Notice, tuple[int, int | None]]:
    """Select a row for the person, or none without an unread notice."""
    unread = Notice.objects.filter(person=Param("person"), on_page=True).unread().order_by()
    to_show = Min("pk", filter=Q(kind__in=TOLD_ON_A_PAGE))
    return unread.values("person").annotate(count=Count("pk"), to_show=to_show).values_list("count", "to_show")


_UNREAD = CompiledQuery(_unread)
