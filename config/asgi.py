"""The application that uvicorn serves."""

import gc
import os

import django
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)

from config.web.page_handler import PageHandler  # noqa: E402  it reads the settings
from exercises.grading.jobs import prepare_to_send  # noqa: E402  it needs the apps

application = PageHandler()

# Load every view now, and not during the first request or submission. All of it stays, so the garbage collector need
# not look through it again: that took an eighth of a page's time.
_ = get_resolver().url_patterns
prepare_to_send()
gc.collect()
gc.freeze()
