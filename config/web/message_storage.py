"""Django's messages in a cookie, whose name begins with ``__Host-`` under HTTPS: no other host can set it."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class PrefixedCookieStorage(CookieStorage):
    cookie_name = f"{settings.COOKIE_PREFIX}messages"


class MessageStorage(FallbackStorage):
    """Keeps in the session what doesn't fit in the cookie."""

    storage_classes = (PrefixedCookieStorage, SessionStorage)
