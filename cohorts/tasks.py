from celery import shared_task

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


@shared_task(name="cohorts.tell_members")
def tell_members(cohort: int, people: list[int]) -> None:
    actions.tell_members(cohort=cohort, people=people)
