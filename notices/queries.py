"""Bulk reads for the pages of notices."""

from dataclasses import dataclass

from accounts.models import User
from notices.models import ONLY_IF_CHOSEN, Notice, NoticeChoice, NoticeKind


@dataclass(frozen=True)
class Channels:
    """Whether a person gets notices of one kind on the page and by email."""

    page: bool
    mail: bool


def channels_of(person: User) -> dict[NoticeKind, Channels]:
    """The channels of each kind, in one query. The default is the page without email."""
    choices = {row.kind: Channels(row.page, row.mail) for row in NoticeChoice.objects.filter(person=person)}
    return {kind: choices.get(kind, Channels(page=kind not in ONLY_IF_CHOSEN, mail=False)) for kind in NoticeKind}


def unread_count(person: User) -> int:
    return Notice.objects.on_page_of(person).unread().count()
