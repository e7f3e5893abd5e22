"""Notices about drafts, which only admins get."""

from accounts.models import User
from notices.models import NoticeKind
from notices.queries import offer_only_to


def edits_curriculum(person: User) -> bool:
    return person.edits_curriculum


def offer_notices_to_admins() -> None:
    """Called once, when the app is ready."""
    offer_only_to(edits_curriculum, [NoticeKind.DRAFT])
