"""What a page of notices shows."""

from dataclasses import dataclass

from accounts.models import User
from notices.models import FOR_MENTORS, ONLY_IF_CHOSEN, Kind, Notice, NoticeChoice


@dataclass(frozen=True)
class Ways:
    """On which ways a person hears of one kind."""

    page: bool
    mail: bool


def ways_of(person: User) -> dict[Kind, Ways]:
    """For each kind, in one query. Who has not chosen reads it on the page and gets no e-mail."""
    chosen = {row.kind: Ways(row.page, row.mail) for row in NoticeChoice.objects.filter(person=person)}
    return {kind: chosen.get(kind, Ways(page=kind not in ONLY_IF_CHOSEN, mail=False)) for kind in Kind}


def ways_to_choose(person: User) -> dict[Kind, Ways]:
    """Of `ways_of` the kinds that can come to somebody of their role."""
    return {kind: way for kind, way in ways_of(person).items() if person.is_mentor or kind not in FOR_MENTORS}


def unread_count(person: User) -> int:
    return Notice.objects.on_page_of(person).unread().count()
