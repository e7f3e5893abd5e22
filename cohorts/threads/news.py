"""Tell the open pages of a thread that it has changed. A message only says that; the page then asks for itself."""

import uuid
from functools import partial

from django.db import transaction

from cohorts.threads.models import Thread
from lib.pages.live import publish_news


def channel(uid: uuid.UUID) -> str:
    return f"descent:thread:{uid}"


def tell_open_pages(thread: Thread) -> None:
    """Once the change is committed. What isn't told of is seen when the page asks again."""
    transaction.on_commit(partial(publish_news, channel(thread.uid)))
