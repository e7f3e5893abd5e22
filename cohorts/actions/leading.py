"""Who may change a cohort. Every change to one cohort, its members and invitations happens under its lock."""

from django.core.exceptions import PermissionDenied

from accounts.models import User
from cohorts.models import Cohort


def lock_cohort(cohort: Cohort) -> Cohort:
    """The cohort as it is now. One change at a time, or two leads who leave at once would both be told that the other
    stays. Raises PermissionDenied if it has just been deleted.
    """
    current = Cohort.objects.select_for_update().filter(pk=cohort.pk).first()
    if current is None:
        raise PermissionDenied
    return current


def check_leads(person: User, cohort: Cohort) -> None:
    """Raises PermissionDenied unless the person leads the cohort or is an admin."""
    if not Cohort.objects.led_by(person).filter(pk=cohort.pk).exists():
        raise PermissionDenied
