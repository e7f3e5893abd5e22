"""A link for each invited person of a roster, for a site that can't send email."""

from django.db import transaction

from accounts.models import User
from cohorts.joining.actions import digest_of, make_secret
from cohorts.joining.models import Invitation
from cohorts.permissions import check_leads, lock_cohort
from cohorts.rosters.models import Roster, RosterOutcome


@transaction.atomic
def make_links(*, person: User, roster: Roster) -> list[tuple[Invitation, str]]:
    """Return the open invitations to addresses of the roster, each with a new secret. Its earlier link ends, because
    only digests are stored.

    Raises PermissionDenied unless the person leads the cohort.
    """
    cohort = lock_cohort(roster.cohort)
    check_leads(person, cohort)
    addresses = roster.lines.filter(outcome__in=(RosterOutcome.NEW, RosterOutcome.INVITED)).values("email")
    rows = cohort.invitations.open().filter(address__in=addresses).select_related("section").order_by("pk")
    links = [(invitation, make_secret()) for invitation in rows]
    for invitation, secret in links:
        invitation.digest, invitation.delivery = digest_of(secret), Invitation.Delivery.LINK
    Invitation.objects.bulk_update([invitation for invitation, _ in links], ["digest", "delivery"], batch_size=100)
    return links
