import structlog
from celery import shared_task
from django.utils import timezone

from personal_data.erasure import actions as erasure
from personal_data.retention import rules
from personal_data.term_end import actions as term_end

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


@shared_task(name="personal_data.warn_people")
def warn_people() -> None:
    term_end.warn_people(now=timezone.now())


@shared_task(name="personal_data.mail_warnings")
def mail_warnings() -> None:
    term_end.mail_warnings(now=timezone.now())


@shared_task(name="personal_data.erase_after_terms")
def erase_after_terms() -> None:
    term_end.erase_after_terms(now=timezone.now())
