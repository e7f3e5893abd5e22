from celery import shared_task
from django.utils import timezone

from progress import actions


@shared_task(name="progress.tell_the_week")
def tell_the_week() -> None:
    actions.tell_the_week(now=timezone.now())
