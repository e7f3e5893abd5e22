from celery import shared_task
from django.utils import timezone

from cohorts import actions


@shared_task(name="cohorts.queue_invitations")
def queue_invitations() -> None:
    actions.queue_invitations()


@shared_task(name="cohorts.send_invitation")
def send_invitation(pk: int) -> None:
    actions.send_invitation(pk=pk)


@shared_task(name="cohorts.forget_invitations")
def forget_invitations() -> None:
    actions.forget_stale_invitations()


@shared_task(name="cohorts.tell_announcement")
def tell_announcement(pk: int) -> None:
    actions.tell_announcement(pk=pk)


@shared_task(name="cohorts.queue_announcements")
def queue_announcements() -> None:
    actions.queue_announcements()


@shared_task(name="cohorts.tell_digests")
def tell_digests() -> None:
    actions.tell_digests(now=timezone.now())


@shared_task(name="cohorts.nudge_learners")
def nudge_learners() -> None:
    actions.nudge_learners()
    actions.close_quiet_threads()


@shared_task(name="cohorts.tell_members")
def tell_members(cohort: int, people: list[int]) -> None:
    actions.tell_members(cohort=cohort, people=people)


@shared_task(name="cohorts.forget_withdrawn_sign_offs")
def forget_withdrawn_sign_offs() -> None:
    actions.forget_withdrawn_sign_offs()


@shared_task(name="cohorts.deliver_shared_replies")
def deliver_shared_replies() -> None:
    actions.deliver_shared_replies()
