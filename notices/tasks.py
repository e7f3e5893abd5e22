from celery import shared_task

from notices import actions
from notices.webhooks import sending


@shared_task(name="notices.mail_notice")
def mail_notice(pk: int) -> None:
    actions.mail_notice(pk=pk)


@shared_task(name="notices.mail_what_is_due")
def queue_mail() -> None:
    actions.queue_mail()


@shared_task(name="notices.send_webhooks")
def send_webhooks() -> None:
    sending.send_due()
