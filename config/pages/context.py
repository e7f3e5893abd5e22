"""What the template of every page sees."""

from functools import cache, cached_property, partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.models import User
from accounts.preferences.views import THEME_COOKIE, THEMES
from cohorts.person_context import mentoring_of
from lib.pages.views import learner_of
from notices.actions import show_on_page
from notices.models import Notice
from notices.queries import unread_of
from progress.timer.models import timer_of


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


def page_context(request: HttpRequest) -> dict[str, Any]:
    """The site's version and links, and what is the reader's. No query is made before a template asks for it."""
    person, theme = learner_of(request), request.COOKIES.get(THEME_COOKIE, "")
    notices = UnreadNotices(person) if person else None
    return {
        "version": settings.VERSION,
        "commit": settings.COMMIT,
        "docs_url": settings.DOCS_URL,
        "source_url": settings.SOURCE_URL,
        "weak_sandbox": settings.SANDBOX == "weak",
        "theme": theme if theme in THEMES else "",
        "unread": notices.count if notices else 0,
        "page_news": notices.news if notices else None,
        "timer": cache(partial(timer_of, person)) if person else None,
        "mentoring": mentoring_of(request),
    }
