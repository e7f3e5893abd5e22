"""What people send about cohorts and in threads."""

from cohorts.forms.announcements import AnnouncementForm
from cohorts.forms.cohorts import CloneForm, CohortForm, EditCohortForm, RoleForm, SharedPlanForm
from cohorts.forms.comments import NO_READER, AskForm, CommentForm
from cohorts.forms.invitations import ConfirmForm, LinkForm, RosterForm
from cohorts.forms.saved_replies import SavedReplyForm
from cohorts.forms.sign_offs import DecisionForm, EvidenceForm

__all__ = [
    "NO_READER",
    "AnnouncementForm",
    "AskForm",
    "CloneForm",
    "CohortForm",
    "CommentForm",
    "ConfirmForm",
    "DecisionForm",
    "EditCohortForm",
    "EvidenceForm",
    "LinkForm",
    "RoleForm",
    "RosterForm",
    "SavedReplyForm",
    "SharedPlanForm",
]
