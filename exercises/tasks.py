from celery import shared_task

from exercises import actions, fleet_figures


@shared_task(name="exercises.resend_lost")
def resend_lost() -> None:
    actions.resend_lost()


@shared_task(name="exercises.advance_regrades")
def advance_regrades() -> None:
    actions.advance_regrades()


@shared_task(name="exercises.write_regrades")
def write_regrades() -> None:
    actions.write_regrades()


@shared_task(name="exercises.advance_audits")
def advance_audits() -> None:
    actions.advance_audits()


@shared_task(name="exercises.read_folders")
def read_folders() -> None:
    actions.read_folders()


@shared_task(name="exercises.update_broker")
def update_broker() -> None:
    actions.update_broker()


@shared_task(name="exercises.measure_fleet")
def measure_fleet() -> None:
    fleet_figures.measure_fleet()


@shared_task(name="exercises.highlight_submission")
def highlight_submission(uid: str) -> None:
    actions.highlight_submission(uid=uid)


@shared_task(name="exercises.forget_trials")
def forget_trials() -> None:
    actions.forget_trials()


@shared_task(name="exercises.measure_difficulties")
def measure_difficulties() -> None:
    actions.measure_difficulties()
