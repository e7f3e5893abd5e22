from celery import shared_task
from django.utils import timezone

from progress.home import week_news


@shared_task(name="progress.tell_the_week")
def tell_the_week() -> None:
    week_news.send_week_notices(now=timezone.now())
