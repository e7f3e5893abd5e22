from functools import cached_property
from typing import Any

from django.http import HttpRequest

from accounts.models import User
from notices.actions import say_on_page
from notices.models import Notice
from notices.queries import unread_of


class UnreadNotices:
    """What a page says of a person's unread notices. One query, only if a template uses it."""

    def __init__(self, person: User) -> None:
        self.person = person

    @cached_property
    def _count_and_news(self) -> tuple[int, Notice | None]:
        count, key = unread_of(self.person)
        news = say_on_page(person=self.person, key=key) if key else None
        return count - bool(news), news

    def count(self) -> int:
        """Without the one that this page says."""
        return self._count_and_news[0]

    def news(self) -> Notice | None:
        """The one that this page says. From now on it is read, so no other page says it."""
        return self._count_and_news[1]


def unread_notices(request: HttpRequest) -> dict[str, Any]:
    """The number of unread notices for the menu, and the one to say at the top of the page."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"unread": 0}
    notices = UnreadNotices(user)
    return {"unread": notices.count, "page_news": notices.news}
