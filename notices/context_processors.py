from functools import cached_property
from typing import Any

from django.http import HttpRequest

from accounts.models import User
from notices.actions import show_on_page
from notices.models import Notice
from notices.queries import unread_of


class UnreadNotices:
    """The unread notices of a person, for any page. One query, only if a template uses it."""

    def __init__(self, person: User) -> None:
        self.person = person

    @cached_property
    def _count_and_news(self) -> tuple[int, Notice | None]:
        count, key = unread_of(self.person)
        news = show_on_page(person=self.person, key=key) if key else None
        return count - bool(news), news

    def count(self) -> int:
        """Count them without the one that this page shows."""
        return self._count_and_news[0]

    def news(self) -> Notice | None:
        """Return the one that this page shows. It is marked as read, so no other page shows it."""
        return self._count_and_news[1]


def unread_notices(request: HttpRequest) -> dict[str, Any]:
    """The number of unread notices for the menu, and the one to show at the top of the page."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"unread": 0}
    notices = UnreadNotices(user)
    return {"unread": notices.count, "page_news": notices.news}
