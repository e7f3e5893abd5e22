from celery import shared_task

from exercises.catalogue import difficulties
from exercises.fleet import actions as fleet_actions
from exercises.fleet import figures
from exercises.lifecycle import audit_sending, readings
from exercises.regrades import actions as regrade_actions
from exercises.regrades import application
from exercises.submissions import highlighting, resending
from exercises.trials import actions as trial_actions


@shared_task(name="exercises.resend_lost")
def resend_lost() -> None:
    resending.resend_lost()


@shared_task(name="exercises.advance_regrades")
def advance_regrades() -> None:
    regrade_actions.advance_regrades()


@shared_task(name="exercises.write_regrades")
def write_regrades() -> None:
    application.write_regrades()


@shared_task(name="exercises.advance_audits")
def advance_audits() -> None:
    audit_sending.advance_audits()


@shared_task(name="exercises.read_folders")
def read_folders() -> None:
    readings.read_folders()


@shared_task(name="exercises.update_broker")
def update_broker() -> None:
    fleet_actions.update_broker()


@shared_task(name="exercises.measure_fleet")
def measure_fleet() -> None:
    figures.measure_fleet()


@shared_task(name="exercises.highlight_submission")
def highlight_submission(uid: str) -> None:
    highlighting.highlight_submission(uid=uid)


@shared_task(name="exercises.forget_trials")
def forget_trials() -> None:
    trial_actions.delete_expired_trials()


@shared_task(name="exercises.measure_difficulties")
def measure_difficulties() -> None:
    difficulties.measure_difficulties()
