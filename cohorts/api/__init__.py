"""The REST API of cohorts: the same actions and queries as the pages."""

from cohorts.api.cohorts import CohortViewSet
from cohorts.api.grid import GridViewSet
from cohorts.api.invitations import InvitationViewSet
from cohorts.api.members import MemberViewSet
from cohorts.api.plan import DueWeeksView
from cohorts.api.roster import RosterView
from cohorts.api.sign_offs import SignOffViewSet
from cohorts.api.threads import ThreadViewSet

__all__ = [
    "CohortViewSet",
    "DueWeeksView",
    "GridViewSet",
    "InvitationViewSet",
    "MemberViewSet",
    "RosterView",
    "SignOffViewSet",
    "ThreadViewSet",
]
