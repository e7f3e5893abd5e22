"""Do something with the members that a lead ticked, or with all who match: at once, with undo."""

from enum import StrEnum
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from cohorts.access import led_cohort_or_404, uuid_or_none
from cohorts.bulk.outcome import BulkOutcome
from cohorts.bulk.selection import MAX_BACK_CHARS
from cohorts.cohort.models import Cohort, CohortRole
from cohorts.members.queries import MemberChoice
from cohorts.members.several import change_roles, remove_members, undo_roles
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, offer_undo, post_from, warn_of_refusal

TICK_SOMEBODY = "Tick the members first, or the box for all of them."
CHOOSE_WHAT = "Choose what to do with them."


class MemberOperation(StrEnum):
    """What a lead can do with several members at once."""

    LEARNER = "learner"
    MENTOR = "mentor"
    LEAD = "lead"
    REMOVE = "remove"

    @property
    def label(self) -> str:
        return "Remove from the cohort" if self == MemberOperation.REMOVE else f"Make {self}s"


@post_from("cohorts:member_list")
@login_required
def member_bulk(request: AuthedRequest, slug: str) -> HttpResponse:
    """Remove the chosen members, or give them another role."""
    cohort = led_cohort_or_404(request.user, slug)
    choice = MemberChoice.from_query(QueryDict(request.POST.get("back", "")[:MAX_BACK_CHARS]).dict())
    uids = _chosen(request.POST, cohort, choice)
    operation = _operation_or_404(request.POST.get("do", ""))
    if not uids or not operation:
        messages.warning(request, CHOOSE_WHAT if uids else TICK_SOMEBODY)
        return _to_members(cohort, choice)
    try:
        _do(request, cohort, uids, operation)
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
    return _to_members(cohort, choice)


@require_POST
@login_required
def undo_member_bulk(request: AuthedRequest, slug: str) -> HttpResponse:
    """Undo new roles of several members."""
    cohort = led_cohort_or_404(request.user, slug)
    with warn_of_refusal(request):
        undo_roles(person=request.user, cohort=cohort, undo_token=request.POST.get("undo_token", ""))
        messages.success(request, "Undone.")
    return redirect("cohorts:member_list", slug)


def _do(request: AuthedRequest, cohort: Cohort, uids: list[UUID], operation: MemberOperation) -> None:
    if operation == MemberOperation.REMOVE:
        outcome, undo_token = remove_members(person=request.user, cohort=cohort, members=uids)
        url, text = reverse("cohorts:restore_member"), f"Removed {outcome.people_text} from {cohort}."
    else:
        role = CohortRole(operation.value)
        outcome, undo_token = change_roles(person=request.user, cohort=cohort, members=uids, role=role)
        url = reverse("cohorts:undo_member_bulk", args=[cohort.slug])
        text = _role_text(outcome, role)
    offer_undo(request, f"{text} {outcome.left_out_text}".strip(), url, undo_token)


def _role_text(outcome: BulkOutcome, role: CohortRole) -> str:
    now = f"is now a {role.label}" if outcome.count == 1 else f"are now {role.label}s"
    return f"{outcome.people_text} {now}."


def _chosen(data: QueryDict, cohort: Cohort, choice: MemberChoice) -> list[UUID]:
    """Return the uids of all who match, or of those with a tick. Anything unknown is left out."""
    if "all" in data:
        return list(choice.members(cohort).values_list("user__uid", flat=True))
    texts = data.getlist("member")[: Cohort.MAX_LEARNERS]
    return list(dict.fromkeys(uid for text in texts if (uid := uuid_or_none(text))))


def _operation_or_404(text: str) -> MemberOperation | None:
    """Return what is to be done. None: nothing was chosen."""
    try:
        return MemberOperation(text) if text else None
    except ValueError:
        raise Http404 from None


def _to_members(cohort: Cohort, choice: MemberChoice) -> HttpResponse:
    url = reverse("cohorts:member_list", args=[cohort.slug])
    return redirect(f"{url}?{choice.query}" if choice.query else url)
