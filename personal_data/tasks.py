import structlog
from celery import shared_task

from personal_data.erasure import actions as erasure
from personal_data.retention import rules

log = structlog.get_logger(__name__)


@shared_task(name="personal_data.erase_accounts")
def erase_accounts(pk: int) -> None:
    erasure.erase_accounts(pk=pk)


@shared_task(name="personal_data.queue_abandoned_erasures")
def queue_abandoned_erasures() -> None:
    erasure.queue_abandoned_erasures()


@shared_task(name="personal_data.apply_retention")
def apply_retention() -> None:
    log.info("retention.applied", **rules.apply_retention())
