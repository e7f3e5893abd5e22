"""The application that uvicorn serves."""

import gc
import os

import django
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)

from config.web.page_handler import PageHandler  # noqa: E402  it reads the settings

application = PageHandler()

# Load every view now, and not during the first request. All of it stays, so the garbage collector need not look through
# it again: that took an eighth of a page's time.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
