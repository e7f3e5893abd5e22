from celery import shared_task

from audit_log.chain import link_new_entries


@shared_task(name="audit_log.link_new_entries")
def link_entries() -> None:
    link_new_entries()
