from celery import shared_task

from lti.scores import sending


@shared_task(name="lti.send_scores")
def send_scores() -> None:
    sending.send_due()
