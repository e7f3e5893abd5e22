"""What uvicorn serves: pages from a pool of threads, streams from Django's own handler."""

import gc
import os
from typing import TYPE_CHECKING, Any

from django.core.asgi import get_asgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

streams = get_asgi_application()

from config.body_limit import BodyLimit  # noqa: E402  it reads the settings
from config.page_handler import PageHandler, is_stream  # noqa: E402  so does it

if TYPE_CHECKING:
    from config.body_limit import Receive, Send

pages = PageHandler()


async def pages_and_streams(scope: dict[str, Any], receive: "Receive", send: "Send") -> None:
    await (streams if is_stream(scope["path"]) else pages)(scope, receive, send)


application = BodyLimit(pages_and_streams)

# Load every view now, and not during the first request. All of it stays, so the garbage collector need not look through
# it again: that took an eighth of a page's time.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
