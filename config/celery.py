"""The web's Celery app: it sends `runner.grade` and takes the reports. The runner has its own (runner/worker.py)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("descent")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
