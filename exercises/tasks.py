from typing import Any

from celery import shared_task

from exercises import actions


@shared_task(name="exercises.record_report")
def record_report(report: dict[str, Any]) -> None:
    actions.record_report(data=report)


@shared_task(name="exercises.record_worker")
def record_worker(report: dict[str, Any]) -> None:
    actions.record_worker(data=report)


@shared_task(name="exercises.resend_lost")
def resend_lost() -> None:
    actions.resend_lost()
