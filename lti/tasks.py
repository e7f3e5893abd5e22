from celery import shared_task

from lti.members import actions as members
from lti.scores import sending


@shared_task(name="lti.send_scores")
def send_scores() -> None:
    sending.send_due()


@shared_task(name="lti.check_roster")
def check_course_roster(pk: int) -> None:
    members.check_course_roster(pk=pk)


@shared_task(name="lti.give_nightly_roster")
def give_nightly_roster(after: int = 0) -> None:
    members.give_nightly_roster(after=after)
