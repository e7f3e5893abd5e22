"""What a page of notices shows."""

from dataclasses import dataclass

from accounts.models import User
from notices.models import ONLY_IF_CHOSEN, Kind, Notice, NoticeChoice


@dataclass(frozen=True)
class Ways:
    """On which ways a person hears of one kind."""

    page: bool
    mail: bool


def ways_of(person: User) -> dict[Kind, Ways]:
    """For each kind, in one query. Who has not chosen reads it on the page and gets no e-mail."""
    chosen = {row.kind: Ways(row.page, row.mail) for row in NoticeChoice.objects.filter(person=person)}
    return {kind: chosen.get(kind, Ways(page=kind not in ONLY_IF_CHOSEN, mail=False)) for kind in Kind}


def unread_count(person: User) -> int:
    return Notice.objects.on_page_of(person).unread().count()
