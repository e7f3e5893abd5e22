from celery import shared_task
from django.utils import timezone

from cohorts.announcements import actions as announcements
from cohorts.bulk import messages as group_messages
from cohorts.exports import actions as exports
from cohorts.groups import actions as groups
from cohorts.joining import delivery
from cohorts.marks import exceptions as mark_exceptions
from cohorts.members import actions as members
from cohorts.needs import digest
from cohorts.nudges import actions as nudges
from cohorts.quotas import actions as quotas
from cohorts.rosters import actions as rosters
from cohorts.sections import actions as sections
from cohorts.shared_replies import delivery as shared_replies
from cohorts.sign_offs import actions as sign_offs
from cohorts.term_end import actions as term_end


@shared_task(name="cohorts.queue_invitations")
def queue_invitations() -> None:
    delivery.queue_invitations()


@shared_task(name="cohorts.send_invitation")
def send_invitation(pk: int) -> None:
    delivery.send_invitation(pk=pk)


@shared_task(name="cohorts.delete_removed_group_rules")
def delete_removed_group_rules() -> None:
    groups.delete_removed_rules()


@shared_task(name="cohorts.tell_announcement")
def notify_of_announcement(pk: int) -> None:
    announcements.notify_of_announcement(pk=pk)


@shared_task(name="cohorts.queue_announcements")
def queue_announcements() -> None:
    announcements.queue_announcements()


@shared_task(name="cohorts.send_group_message")
def work_on_group_message(pk: int) -> None:
    group_messages.work_on(pk=pk)


@shared_task(name="cohorts.queue_group_messages")
def queue_group_messages() -> None:
    group_messages.queue_group_messages()


@shared_task(name="cohorts.delete_old_group_messages")
def delete_old_group_messages() -> None:
    group_messages.delete_old_group_messages()


@shared_task(name="cohorts.tell_digests")
def send_digests() -> None:
    digest.send_digests(now=timezone.now())


@shared_task(name="cohorts.nudge_learners")
def nudge_learners() -> None:
    nudges.nudge_learners()
    nudges.close_quiet_threads()


@shared_task(name="cohorts.tell_members")
def notify_new_members(cohort: int, people: list[int], provider: str = "") -> None:
    members.notify_new_members(cohort=cohort, people=people, provider=provider)


@shared_task(name="cohorts.forget_withdrawn_sign_offs")
def delete_withdrawn_sign_offs() -> None:
    sign_offs.delete_withdrawn_sign_offs()


@shared_task(name="cohorts.check_roster")
def check_roster(pk: int) -> None:
    rosters.check_roster(pk=pk)


@shared_task(name="cohorts.apply_roster")
def apply_roster(pk: int) -> None:
    rosters.apply_batches(pk=pk)


@shared_task(name="cohorts.queue_abandoned_rosters")
def queue_abandoned_rosters() -> None:
    rosters.queue_abandoned_rosters()


@shared_task(name="cohorts.delete_old_rosters")
def delete_old_rosters() -> None:
    rosters.delete_old_rosters()


@shared_task(name="cohorts.end_terms")
def end_terms() -> None:
    term_end.end_terms(now=timezone.now())


@shared_task(name="cohorts.make_export")
def make_export(pk: int) -> None:
    exports.make_export(pk=pk)


@shared_task(name="cohorts.queue_abandoned_exports")
def queue_abandoned_exports() -> None:
    exports.queue_abandoned_exports()


@shared_task(name="cohorts.delete_removed_sections")
def delete_removed_sections() -> None:
    sections.delete_removed_sections()


@shared_task(name="cohorts.deliver_shared_replies")
def deliver_shared_replies() -> None:
    shared_replies.deliver_shared_replies()


@shared_task(name="cohorts.tell_mark_exceptions")
def tell_mark_exceptions() -> None:
    mark_exceptions.tell_exceptions()


@shared_task(name="cohorts.count_stored_bytes")
def count_stored_bytes() -> None:
    quotas.count_stored_bytes()


@shared_task(name="cohorts.delete_old_use")
def delete_old_use() -> None:
    quotas.delete_old_use()
