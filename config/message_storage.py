"""Django's messages, with the site's prefix before the name of their cookie."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class PrefixedCookieStorage(CookieStorage):
    cookie_name = f"{settings.COOKIE_PREFIX}messages"


class MessageStorage(FallbackStorage):
    """In a cookie, and what doesn't fit in the session."""

    storage_classes = (PrefixedCookieStorage, SessionStorage)
