"""A learner's actions with their proof: turn the evidence page on and off, and make badges. A regrade revokes them."""

import secrets
from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from exercises.submissions.proof_changes import when_proof_changes
from lib.errors import RefusedError
from progress.checkpoints.evidence import proving_exercises
from progress.checkpoints.queries import gate_contents
from progress.facts import first_passes_of
from proof.models import Badge, EvidencePage, Revocation
from proof.open_badges import BadgeContent, BadgePass, sign_badge
from proof.queries import CheckpointProof, PassLine, evidence_for

MAX_A_DAY = 20
NOT_PROVEN = "Prove every criterion that has an exercise first. Then you can issue the badge."
PAGE_FIRST = "Turn on your evidence page first. The badge has the name that your page shows."
TOO_MANY_TODAY = f"You can issue {MAX_A_DAY} badges a day. Issue the next one tomorrow."


@transaction.atomic
def issue_badge(*, learner: User, checkpoint: str) -> Badge:
    """The valid badge for the checkpoint with this uid, made if there is none. One that says something else by now, or
    carries another name, is revoked and replaced.

    Raises:
        RefusedError: something that an exercise can prove isn't proven, too few exercises of the phase are passed, the
            page is off, or too many were made today.
    """
    learner.lock()
    page = EvidencePage.objects.public().filter(learner=learner).first()
    if page is None:
        raise RefusedError(PAGE_FIRST)
    gate = evidence_for(learner, ()).checkpoint(checkpoint)
    if gate is None or not gate.has_all_proofs:
        raise RefusedError(NOT_PROVEN)
    if gate.share.missing:
        raise RefusedError(f"Not yet: {gate.share.sentence}")
    if gate.badge and gate.badge.name == page.name and not gate.badge_is_old:
        return gate.badge
    if Badge.objects.filter(learner=learner, issued_at__gt=timezone.now() - timedelta(days=1)).count() >= MAX_A_DAY:
        raise RefusedError(TOO_MANY_TODAY)
    revoke(Badge.objects.filter(learner=learner, checkpoint=gate.checkpoint))
    return _create(learner, page.name, gate)


@transaction.atomic
def publish_badge(*, learner: User, checkpoint: str, name: str) -> Badge:
    """Turn the evidence page on under this name, as it was last, and make the badge. Both or none.

    Raises:
        RefusedError: as `issue_badge`.
    """
    page = EvidencePage.objects.filter(learner=learner).first()
    is_listed, code_of = (page.is_listed, page.exercises_with_code) if page else (False, ())
    publish_page(learner=learner, name=name, is_listed=is_listed, code_of=code_of)
    return issue_badge(learner=learner, checkpoint=checkpoint)


def _create(learner: User, name: str, gate: CheckpointProof) -> Badge:
    uids = [line.criterion.uid for line in gate.proven]
    badge = Badge.objects.create(
        learner=learner,
        checkpoint=gate.checkpoint,
        name=name,
        criteria=uids,
        passed_count=gate.share.passed,
        exercise_count=gate.share.total,
        min_share=gate.share.percent,
    )
    badge.token = sign_badge(_content_of(badge, gate))  # its place in a status list is known only now
    badge.save(update_fields=["token"])
    return badge


def _content_of(badge: Badge, gate: CheckpointProof) -> BadgeContent:
    phase = gate.checkpoint.phase
    proven, total = len(gate.proven), len(gate.statuses)
    return BadgeContent(
        uid=badge.uid,
        name=badge.name,
        issued_at=badge.issued_at,
        site_url=settings.SITE_ROOT,
        checkpoint_url=_url("progress:checkpoint_detail", gate.checkpoint.uid),
        title=f"Phase {phase.number}, {phase.title}: {proven} of {total} criteria proven",
        description="Each criterion named here was proven by code that passed its exercise, on inputs the learner "
        f"hadn’t seen. {badge.rule} The learner chose the name in this badge. We haven’t checked who they are.",
        criteria="\n".join(f"- {line.criterion.text}" for line in gate.proven),
        passes=[_pass(line) for row in gate.proven for line in row.passes],
        status_url=_url("proof:status_list", badge.status_list),
        status_index=badge.status_index,
    )


def _pass(line: PassLine) -> BadgePass:
    proof = line.evidence
    grader = f" The grader used {line.grader}." if line.grader else ""
    return BadgePass(
        title=proof.title,
        narrative=f"Passed on {proof.passed_at:%Y-%m-%d} (exercise {proof.version}, grader digest {proof.digest}, "
        f"submission {proof.submission_uid}).{grader}",
    )


def _url(view: str, argument: object) -> str:
    return f"{settings.SITE_ROOT}{reverse(view, args=[argument])}"


NOT_ON = "Your page is turned off. Turn it on first."


@transaction.atomic
def publish_page(*, learner: User, name: str, is_listed: bool, code_of: Collection[str]) -> EvidencePage:
    """Turn the page on with these choices, or change them. ``code_of`` has the uids of exercises that show their code.

    A page that was off gets a new link: an earlier one never works again.
    """
    learner.lock()
    page = EvidencePage.objects.filter(learner=learner).first() or EvidencePage(learner=learner)
    page.name, page.is_listed, page.code_of = name, is_listed, sorted(set(code_of))
    if not page.token:
        page.token, page.opened_at = _new_token(), timezone.now()
    page.save()
    return page


def change_link(*, learner: User) -> None:
    """Replace the link. The earlier one stops working at once. Raises RefusedError if the page is off."""
    if not EvidencePage.objects.filter(learner=learner).exclude(token="").update(token=_new_token()):
        raise RefusedError(NOT_ON)


def close_page(*, learner: User) -> None:
    """Turn the page off. The choices stay for the next time."""
    EvidencePage.objects.filter(learner=learner).update(token="")


def _new_token() -> str:
    return secrets.token_urlsafe(24)


def connect_revocation() -> None:
    """Called once, when the app is ready."""
    when_proof_changes(_revoke_unproven)


@transaction.atomic
def revoke(badges: QuerySet[Badge]) -> None:
    """Revoke valid badges for good."""
    numbers = list(badges.filter(revoked_at=None).values_list("pk", flat=True))
    Revocation.objects.bulk_create([Revocation(number=number) for number in numbers], ignore_conflicts=True)
    Badge.objects.filter(pk__in=numbers).update(revoked_at=timezone.now())


def _revoke_unproven(learner: User, exercise: int) -> None:
    """Revoke the badges that rest on a pass of this exercise, if it is no longer passed.

    They stay revoked: if a regrade is undone, the learner makes a new badge.
    """
    contents = {content.checkpoint.pk: content for content in gate_contents()}
    counted = {pk: {row.pk for row in content.exercises} for pk, content in contents.items()}
    criteria = {
        row.uid
        for content in contents.values()
        for row in content.criteria
        if any(proof.pk == exercise for proof in proving_exercises(row))
    }
    rows = Badge.objects.filter(learner=learner, revoked_at=None)
    badges = [
        badge
        for badge in rows
        if criteria.intersection(badge.criteria) or exercise in counted.get(badge.checkpoint_id, ())
    ]
    passes = set(first_passes_of(learner)) if badges else set()
    if not badges or exercise in passes:
        return
    proven = {line.criterion.uid for gate in evidence_for(learner, ()).checkpoints for line in gate.proven}
    invalid = [
        badge.pk
        for badge in badges
        if (criteria - proven).intersection(badge.criteria)
        or len(counted.get(badge.checkpoint_id, set()) & passes) < badge.needed_count
    ]
    revoke(Badge.objects.filter(pk__in=invalid))
