"""A platform’s course fills a cohort. The first teacher who opens a link chooses which."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.single_sign_on.linking import readable_name
from audit_log.actions import record
from audit_log.names import AuditAction
from cohorts.cohort.actions import create_cohort_for_course
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.joining.actions import COHORT_ARCHIVED, admit, reason_against_role
from cohorts.permissions import lock_cohort
from lib.errors import RefusedError
from lti.launches.messages import Launch
from lti.launches.models import LtiContext
from lti.platforms.models import MAX_DEPLOYMENTS, LtiDeployment, LtiPlatform

NOT_INSTALLED = (
    "This site wasn’t installed in this part of {platform} yet (deployment {deployment}). Ask an admin of this site to "
    "accept it."
)
UNNAMED = "Course"
MAX_CONTEXTS = 2_000  # of a deployment
TOO_MANY_COURSES = "This part of {platform} has too many courses with this site. Tell an admin of this site."
CHOSEN_ALREADY = "Somebody else has just chosen a cohort for this course. This is it."


def accepted_deployment(launch: Launch, platform: LtiPlatform) -> LtiDeployment:
    """The deployment that a signed message names. One that we don't know waits until an admin accepts it.

    Raises RefusedError.
    """
    deployment = LtiDeployment.objects.filter(platform=platform, deployment_id=launch.deployment).first()
    if deployment is None and platform.deployments.count() < MAX_DEPLOYMENTS:
        deployment, _ = LtiDeployment.objects.get_or_create(platform=platform, deployment_id=launch.deployment)
    if deployment is None or deployment.accepted_at is None:
        raise RefusedError(NOT_INSTALLED.format(platform=platform, deployment=launch.deployment))
    return deployment


def context_of(launch: Launch, platform: LtiPlatform) -> LtiContext | None:
    """The course that somebody comes from. None: they come from outside one. Raises RefusedError."""
    deployment = accepted_deployment(launch, platform)
    if not launch.context:
        return None
    rows = LtiContext.objects.select_related("cohort")
    context = rows.filter(deployment=deployment, context_id=launch.context).first()
    if context is None:
        if deployment.contexts.count() >= MAX_CONTEXTS:
            raise RefusedError(TOO_MANY_COURSES.format(platform=platform))
        context, _ = rows.get_or_create(
            deployment=deployment, context_id=launch.context, defaults={"title": launch.context_title}
        )
    if launch.members_url and launch.members_url != context.members_url:
        context.members_url = launch.members_url
        context.save(update_fields=["members_url"])
    return context


def cohorts_to_choose(person: User) -> list[Cohort]:
    """Those that somebody leads, and that others may join."""
    return list(Cohort.objects.led_by(person).active())


@transaction.atomic
def choose_cohort(*, person: User, context: LtiContext, cohort: Cohort | None) -> Cohort:
    """Let the course fill a cohort that the person leads, or a new one. The first choice counts.

    Raises PermissionDenied: they don't lead it; RefusedError: somebody else has chosen.
    """
    current = LtiContext.objects.select_for_update().get(pk=context.pk)
    if current.cohort_id:
        raise RefusedError(CHOSEN_ALREADY)
    if cohort is None:
        title = readable_name(current.title, UNNAMED)
        cohort = create_cohort_for_course(person=person, title=title, started_on=timezone.localdate())
        record(AuditAction.COHORT_CREATED, actor=person, cohort=cohort.slug, fields={"by": "learning platform"})
    elif not cohort.is_led_by(person) or cohort.is_archived:
        raise PermissionDenied
    LtiContext.objects.filter(pk=current.pk).update(cohort=cohort)
    return cohort


@transaction.atomic
def enroll(*, person: User, launch: Launch, cohort: Cohort) -> None:
    """Make somebody a member of their course's cohort: instructors become mentors. A role that they have stays.

    Raises RefusedError if nobody can join it.
    """
    if not (launch.is_instructor or launch.is_learner):
        return
    members = Membership.objects.filter(cohort=cohort, user=person)
    if members.exists():
        return
    current = lock_cohort(cohort)
    if members.exists():  # another window of theirs was quicker
        return
    if current.is_archived:
        raise RefusedError(COHORT_ARCHIVED)
    role = CohortRole.MENTOR if launch.is_instructor else CohortRole.LEARNER
    if reason := reason_against_role(role, current):
        raise RefusedError(reason)
    admit(person=person, cohort=current, role=role)
    fields = {"role": role.value, "by": "learning platform"}
    record(AuditAction.MEMBER_JOINED, actor=person, person=person, cohort=current.slug, fields=fields)
