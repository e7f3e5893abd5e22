"""The people of the table, and one object of each kind. Everything personal is the learner's."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.api_tokens.actions import create_api_token
from accounts.models import ADMIN_ROLES, ApiToken, IdentityProvider, Role, User
from authoring.demo import make_course, make_draft, make_exercise_draft, make_faults
from authoring.drafts.models import NodeEdit
from authoring.schedules.models import ScheduledPublication
from branding.models import SiteBranding
from branding.tests.pictures import PNG
from cohorts.announcements.actions import announce
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.exports.models import CohortExport, ExportState
from cohorts.groups.models import GroupRule
from cohorts.joining.actions import create_link
from cohorts.joining.models import Invitation, JoinRequest
from cohorts.marks.models import MarkException, MarkRow, MarkScheme
from cohorts.rosters.models import Roster, RosterState
from cohorts.saved_replies.actions import add_saved_reply
from cohorts.sections.models import CohortSection
from cohorts.shared_replies.actions import save_shared_reply
from cohorts.shared_replies.models import ReplyTarget
from cohorts.sign_offs.actions import SignOffEvidence, request_sign_off
from cohorts.threads.actions import open_thread
from curriculum.models import Checkpoint, Criterion, Resource, Subtopic
from exercises.models import Exercise, ModeChoice, Regrade, RegradeResult, Submission, Trial, VerdictChoice
from exercises.tests.reports import host_called
from exercises.workspace.actions import save_draft
from lti.launches.models import LtiContext
from lti.platforms.models import LtiPlatform
from lti.platforms.registration import create_registration_link
from notices.actions import notify
from notices.mail import stop_url
from notices.models import Notice, NoticeKind, Webhook, WebhookEvent
from personal_data.erasure.models import Erasure
from progress.hours.models import StudyEntry
from progress.plan.actions import add_pause, open_feed, save_plan
from progress.plan.models import StudyPause, StudyPlan
from progress.timer.actions import start_timer
from projects.actions import start_work
from projects.catalogue import projects
from projects.models import FileCheck, ProjectFile, ProjectReview, ProjectWork, ReviewKind
from proof.actions import issue_badge, publish_page
from tests.permissions.table import ROLES


@dataclass(frozen=True, kw_only=True)
class World:
    people: Mapping[str, User]
    samples: Mapping[str, Any]
    """The values of parameters, by "route parameter" or by the parameter alone."""
    bodies: Mapping[str, Mapping[str, Any]]
    """What is posted, by route. Elsewhere it is nothing."""


def build_world() -> World:
    """Needs a loaded roadmap."""
    people = {role: _person(role) for role in ROLES if role != "anonymous"}
    spring = Cohort.objects.create(slug="spring", title="Spring", started_on="2026-03-02")
    winter = Cohort.objects.create(slug="winter", title="Winter", started_on="2026-01-05")
    for name, role in (("learner", "learner"), ("mate", "learner"), ("mentor", "mentor"), ("lead", "lead")):
        Membership.objects.create(cohort=spring, user=people[name], role=role)
    Membership.objects.create(cohort=winter, user=people["outsider"], role=CohortRole.LEAD)
    samples = _samples(people["learner"], people["lead"], spring) | _saved_reply(people["mentor"])
    samples |= (
        _provider(people["learner"])
        | _platform(people["admin"])
        | _branding()
        | _editor()
        | _regrades(people["admin"], people["learner"])
    )
    report = make_faults([people["learner"]])[0]
    course = make_course()
    pages = ("course_detail", "fetch_course", "hint_course", "apply_course", "offer_course", "remove_course")
    samples |= dict.fromkeys((f"authoring:{name} uid" for name in pages), course.uid)
    samples["authoring:hint_course key"] = course.hint_key
    samples["exercises:set_service host"] = host_called().host
    samples |= {"authoring:report_fault uid": "calculus", "authoring:withdraw_fault uid": report.uid}
    bodies = {
        "cohorts:bulk": {"do": "nudge", "learner": str(people["mate"].uid)},
        "cohorts:settle": {"seen": str(samples["cohorts:edit_comment uid"])},
        "cohorts:hand_over": {"to": str(people["lead"].uid)},
        "cohorts:rate_comment": {"rating": "helpful"},
        "lti:login": {"iss": "http://127.0.0.1:9", "login_hint": "x"},
    }
    samples["cohorts:rate_comment uid"] = _answer(people["learner"], people["mentor"], spring)
    return World(people=people, samples=samples, bodies=bodies)


def _person(role: str) -> User:
    """Only the role of an admin's account counts here, and that an outsider may create cohorts."""
    account = {role.value: role for role in ADMIN_ROLES} | {"outsider": Role.MENTOR}
    person = User.objects.create_user(
        f"{role}@example.org", "a long enough password", name=role.title(), role=account.get(role, Role.LEARNER)
    )
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


_OF_RULES = ("switch_group_rule", "remove_group_rule")
_OF_PROVIDERS = ("edit_provider", "remove_provider", "provider_groups", "restore_group_rule", *_OF_RULES)


def _provider(learner: User) -> dict[str, Any]:
    """Where the learner signs in. Nothing answers there."""
    row = IdentityProvider.objects.create(
        slug="school", name="School", issuer="http://127.0.0.1:9", client_id="x", domains="example.org"
    )
    SocialAccount.objects.create(user=learner, provider=row.key, uid="1")
    rule = GroupRule.objects.create(provider=row.key, group="students", cohort=Cohort.objects.get(slug="spring"))
    own_routes = (f"authoring:{name}" for name in _OF_PROVIDERS)
    saml_routes = ("saml_acs", "saml_finish_acs", "saml_metadata")  # this provider has none
    routes = ("openid_connect_login", "openid_connect_callback", "confirm_with_provider", *saml_routes, *own_routes)
    return dict.fromkeys((f"{route} slug" for route in routes), row.slug) | dict.fromkeys(
        (f"authoring:{name} uid" for name in _OF_RULES), rule.uid
    )


def _platform(admin: User) -> dict[str, Any]:
    """A learning platform that nobody answers for, with a deployment that waits. No launch has begun."""
    row = LtiPlatform.objects.create(
        name="Moodle", issuer="http://127.0.0.1:9", client_id="x", login_url="http://127.0.0.1:9/auth",
        token_url="http://127.0.0.1:9/token", jwks_url="http://127.0.0.1:9/jwks",
    )  # fmt: skip
    link, _ = create_registration_link(person=admin, hours=1)
    deployment = row.deployments.create(deployment_id="1")
    course = LtiContext.objects.create(
        deployment=deployment, context_id="1", title="Maths", cohort=Cohort.objects.get(slug="spring")
    )
    pages = ("platform_detail", "close_platform", "send_scores_again", "accept_deployment", "course_cohort")
    return dict.fromkeys((f"lti:{page} uid" for page in pages), row.uid) | {
        "lti:accept_deployment pk": deployment.pk,
        "lti:course_cohort pk": course.pk,
        "lti:delete_link uid": link.uid,
        "lti:open_launch name": "a",
        "lti:register secret": "a",
        "ticket": "a.b",
    }


def _samples(learner: User, lead: User, cohort: Cohort) -> dict[str, Any]:
    exercise = Exercise.objects.get(slug="two-layer-backprop")
    run = Submission.objects.create(
        exercise=exercise, learner=learner, mode=ModeChoice.SUBMIT, source="x", state=Submission.State.DONE,
        verdict=VerdictChoice.PASSED, graded_at=timezone.now(),
    )  # fmt: skip
    save_draft(exercise=exercise, learner=learner, source="x", base="")
    return (
        {"slug": "spring", "cohort": "spring", "uid": learner.uid, "submission": run.uid, "kind": "topic", "pk": 1}
        | dict.fromkeys(_of_exercises(), exercise.slug)
        | dict.fromkeys(_of_runs(), run.uid)
        | dict.fromkeys(("exercises:start_trial slug", "exercises:trial_detail slug"), "dropout")
        | {"explorables:explorable_detail slug": "attention"}
        | {"exercises:trial_detail uid": _trial()}
        | _conversation(learner, lead, cohort)
        | _sign_off(learner, cohort)
        | _marks(learner, cohort, exercise)
        | _section(cohort)
        | _roster(lead, cohort)
        | _export(lead, cohort)
        | {"personal_data:erasure_detail uid": Erasure.objects.create(total=1).uid}
        | _progress(learner)
        | _proof(learner)
        | _projects(learner, cohort)
        | _account(learner)
        | {"key": "used", "uidb36": "1", "account_reset_password_from_key key": "used", "number": 1}
        | {"object_id": 1, "app_label": "cohorts", "content_type_id": 1, "arg0": 1, "arg1": 1}
    )


def _section(cohort: Cohort) -> dict[str, Any]:
    section = CohortSection.objects.create(cohort=cohort, name="Class A")
    return dict.fromkeys(("cohorts:edit_section uid", "cohorts:remove_section uid"), section.uid)


def _roster(lead: User, cohort: Cohort) -> dict[str, Any]:
    roster = Roster.objects.create(cohort=cohort, person=lead, content=b"email", state=RosterState.CHECKED)
    pages = ("roster_detail", "apply_roster", "check_roster_again", "roster_links")
    return dict.fromkeys((*(f"cohorts:{name} uid" for name in pages), "cohort-roster-detail uid"), roster.uid)


def _export(lead: User, cohort: Cohort) -> dict[str, Any]:
    export = CohortExport.objects.create(cohort=cohort, person=lead, state=ExportState.DONE)
    return {"cohorts:export_file uid": export.uid}


def _marks(learner: User, cohort: Cohort, exercise: Exercise) -> dict[str, Any]:
    scheme = MarkScheme.objects.create(cohort=cohort, is_shown=True)
    row = MarkRow.objects.create(scheme=scheme, exercise=exercise)
    exception = MarkException.objects.create(scheme=scheme, row=row, learner=learner, is_excused=True, reason="Ill")
    return {
        "cohorts:edit_mark_row uid": row.uid,
        "cohorts:remove_mark_row uid": row.uid,
        "cohorts:undo_mark_exception batch": exception.batch,
        "cohorts:mark_file kind": "canvas",
    }


def _of_exercises() -> list[str]:
    pages = ("compare", "draft", "exercise_detail", "solutions", "submission_list")
    lifecycle = ("lifecycle_detail", "request_audit", "set_stage")
    runs = ("submission_again", "submission_cancel", "submission_detail")
    api = ("exercise-detail", "exercise-draft", "exercise-hint", "exercise-solutions")
    return [*(f"exercises:{name} slug" for name in (*pages, *lifecycle, *runs)), *(f"{name} slug" for name in api)]


def _of_runs() -> list[str]:
    pages = ("submission_again", "submission_cancel", "submission_detail")
    api = ("submission-again", "submission-cancel", "submission-detail")
    return [*(f"exercises:{name} uid" for name in pages), *(f"{name} uid" for name in api)]


def _trial() -> UUID:
    """Of a visitor with a cookie, which nobody here has."""
    trial = Trial.objects.create(
        exercise=Exercise.objects.get(slug="dropout"), visitor=uuid4(), address="x", source="x", queue="cpu-regrade"
    )
    return trial.uid


def _conversation(learner: User, lead: User, cohort: Cohort) -> dict[str, Any]:
    thread = open_thread(person=learner, learner=learner, cohort=cohort, about=None, text="Why?", uid=uuid4())
    link, secret = create_link(person=lead, cohort=cohort, role="learner", days=14, max_uses=9)
    addressed = Invitation.objects.create(
        cohort=cohort, invited_by=lead, address=learner.email, expires_at=link.expires_at
    )
    request = JoinRequest.objects.create(cohort=cohort, person=learner, invitation=link)
    announcement = announce(person=lead, cohort=cohort, title="Hello", text="Hello.", uid=uuid4())
    announcements = dict.fromkeys(
        (f"cohorts:{name} uid" for name in ("edit_announcement", "withdraw_announcement")), announcement.uid
    )
    pages = ("thread_detail", "settle", "reopen", "claim_thread", "release_claim", "hand_over")
    api = (f"thread-{name} uid" for name in ("detail", "comments", "settle", "reopen"))
    threads = dict.fromkeys((*(f"cohorts:{name} uid" for name in pages), *api), thread.uid)
    return (
        threads
        | announcements
        | _shared_reply(lead, cohort)
        | {
            "cohorts:edit_comment uid": thread.comments.get().uid,
            "cohorts:revoke_invitation uid": link.uid,
            "cohort-invitation-detail uid": link.uid,
            "cohorts:join secret": secret,
            "cohorts:invitation uid": addressed.uid,
            "cohorts:decide_join_request uid": request.uid,
            "cohort-join-request-accept uid": request.uid,
            "cohort-join-request-decline uid": request.uid,
            "cohorts:join_request uid": request.uid,
        }
    )


def _sign_off(learner: User, cohort: Cohort) -> dict[str, Any]:
    criterion = Criterion.objects.get(uid="phase-4.explain-attention")
    evidence = SignOffEvidence(file=("attention.md", b"# Attention"))
    sign_off = request_sign_off(person=learner, criterion=criterion, cohort=cohort, evidence=evidence, uid=uuid4())
    pages = ("sign_off_detail", "sign_off_file", "decide_sign_off", "withdraw_sign_off")
    api = ("sign-off-detail uid", "sign-off-decisions uid", "sign-off-file uid")
    samples = dict.fromkeys((*(f"cohorts:{name} uid" for name in pages), *api), sign_off.uid)
    return samples | {"cohorts:request_sign_off uid": criterion.uid}


def _answer(learner: User, mentor: User, cohort: Cohort) -> UUID:
    """In a thread of its own: the other one still waits."""
    thread = open_thread(
        person=mentor, learner=learner, cohort=cohort, about=None, text="With the shapes.", uid=uuid4()
    )
    return thread.comments.get().uid


def _branding() -> dict[str, Any]:
    """A site with a logo and colors. A process that doesn't know them yet reads them when it is asked."""
    site = SiteBranding.objects.create(
        pk=SiteBranding.THE_ROW, light_accent="#8a4b00", dark_accent="#f0a64b", logo=PNG
    )  # fmt: skip
    return {"branding:stylesheet version": site.stylesheet_version, "branding:logo version": site.logo_version}


def _editor() -> dict[str, Any]:
    """A draft of the roadmap by the admin with two versions, and one of an exercise."""
    make_draft()
    exercise = make_exercise_draft()
    of_exercise = (
        "edit_exercise",
        "download_exercise",
        "discard_draft",
        "restore_draft",
        "remove_exercise",
        "restore_exercise",
    )
    edit = NodeEdit.objects.filter(draft__closed_at=None)[0]
    tomorrow = timezone.now() + timedelta(days=1)
    schedule = ScheduledPublication.objects.create(draft=edit.draft, publish_at=tomorrow)
    pages = (
        "edit_current",
        "use_hours",
        "edit_node",
        "add_node",
        "move_node",
        "retire_node",
        "restore_node",
        "split_topic",
        "merge_topic",
    )
    return dict.fromkeys((f"authoring:{name} uid" for name in pages), "calculus") | {
        **dict.fromkeys((f"exercises:{name} slug" for name in of_exercise), exercise.slug),
        "roadmap": edit.draft.roadmap.uid,
        "authoring:add_node kind": "subtopic",
        "authoring:audit_file kind": "csv",
        "authoring:reopen pk": edit.draft.pk,
        "authoring:review_detail uid": edit.draft.reviews.get().uid,
        "authoring:cancel_schedule uid": schedule.uid,
        "authoring:undo_edit batch": edit.batch,
    }


def _regrades(admin: User, learner: User) -> dict[str, Any]:
    """One in each state that a button needs, of a submission of its own exercise."""
    exercise = Exercise.objects.get(slug="stable-softmax")
    run = Submission.objects.create(
        exercise=exercise, learner=learner, mode=ModeChoice.SUBMIT, source="x", state=Submission.State.DONE,
        verdict=VerdictChoice.PASSED, graded_at=timezone.now(),
    )  # fmt: skip
    now, state = timezone.now(), Regrade.State
    states = {
        "regrade_detail": state.READY, "regrade_result": state.READY, "apply_regrade": state.READY,
        "cancel_regrade": state.DRY_RUN, "reopen_regrade": state.CANCELLED, "undo_regrade": state.APPLIED,
    }  # fmt: skip
    report = {"submission": str(run.uid), "attempt": str(run.attempt), "verdict": "failed"}
    samples: dict[str, Any] = {"exercises:regrade_result submission": run.uid}
    for name, state_of in states.items():
        regrade = Regrade.objects.create(state=state_of, started_by=admin)
        RegradeResult.objects.create(
            regrade=regrade, submission=run, queue="cpu-regrade", old_verdict="passed", old_graded_at=now,
            state="graded", verdict="failed", outcome="overturned", report=report, graded_at=now,
        )  # fmt: skip
        samples[f"exercises:{name} uid"] = regrade.uid
    return samples


def _saved_reply(mentor: User) -> dict[str, Any]:
    reply = add_saved_reply(mentor=mentor, title="Shapes", text="Print the shapes.")
    return dict.fromkeys(("cohorts:edit_saved_reply uid", "cohorts:delete_saved_reply uid"), reply.uid)


def _shared_reply(lead: User, cohort: Cohort) -> dict[str, Any]:
    target = ReplyTarget(exercise=Exercise.objects.get(slug="two-layer-backprop"), mistake="sign_flipped")
    reply = save_shared_reply(person=lead, cohort=cohort, target=target, text="Look at it.", base="")
    pages = ("edit_shared_reply", "withdraw_shared_reply", "restore_shared_reply")
    api = ("cohort-shared-reply-detail", "cohort-shared-reply-restore")
    return dict.fromkeys([*(f"cohorts:{name} uid" for name in pages), *(f"{name} uid" for name in api)], reply.uid)


def _progress(learner: User) -> dict[str, Any]:
    entry = StudyEntry.objects.create(
        learner=learner, kind="coding", minutes=5, day=timezone.localdate(), time_zone="UTC"
    )
    save_plan(learner=learner, minutes_a_day=60, weekdays=[1], start=timezone.localdate())
    add_pause(learner=learner, first=timezone.localdate(), last=timezone.localdate())
    open_feed(learner=learner)
    start_timer(learner=learner, topic=None, kind="coding")
    entries = ("progress:edit_entry uid", "progress:delete_entry uid", "study-entry-detail uid")
    topics = ("topic_detail", "test_out", "mark_topic", "edit_note", "note")
    return (
        dict.fromkeys(entries, entry.uid)
        | dict.fromkeys((f"progress:{name} uid" for name in topics), "calculus")
        | {
            "progress:mark_subtopic uid": Subtopic.objects.all()[0].uid,
            "progress:answer_criterion uid": Criterion.objects.all()[0].uid,
            "progress:checkpoint_detail uid": "phase-3-checkpoint",
            "progress:study_resource uid": "calculus",
            "progress:study_resource resource": Resource.objects.filter(topics__uid="calculus")[0].uid,
            "progress:answer_review uid": "two-layer-backprop",
            "progress:answer_review kind": "exercise",
            "progress:remove_pause pk": StudyPause.objects.get().pk,
            "progress:plan_feed token": StudyPlan.objects.get().feed_token,
            "progress:map_ground key": _key_of_the_map(),
        }
    )


WITH_PROJECT = (
    *("project_detail", "start_work", "move_dates", "mark_milestone", "upload_file", "remove_file", "file_check"),
    *("check_files", "save_report", "take_back", "show_work", "peer_reviews"),
)
WITH_TOKEN = (
    *("badge", "evidence_page", "evidence_code", "evidence_card"),
    *("evidence_project", "evidence_project_file"),
)


def _proof(learner: User) -> dict[str, Any]:
    """A public page with a badge, and code that it shows."""
    exercise = Exercise.objects.get(slug="train-validation-test-split")
    badge_exercises = Exercise.objects.filter(criteria__checkpoint__uid="phase-1-checkpoint")
    for each in (exercise, *badge_exercises):
        Submission.objects.create(
            exercise=each, learner=learner, source="x", state=Submission.State.DONE, verdict=VerdictChoice.PASSED,
            graded_at=timezone.now(), digest=each.digest,
        )  # fmt: skip
    Checkpoint.objects.filter(uid="phase-1-checkpoint").update(badge_share=0)
    page = publish_page(learner=learner, name="Ada", is_listed=True, code_of=[exercise.uid])
    badge = issue_badge(learner=learner, checkpoint="phase-1-checkpoint")
    tokens = dict.fromkeys((f"proof:{name} token" for name in WITH_TOKEN), page.token)
    return tokens | {
        "proof:badge uid": badge.uid,
        "proof:badge form": "jwt",
        "proof:evidence_code slug": exercise.slug,
        "proof:exercise_card slug": exercise.slug,
        "proof:issue_badge uid": "phase-1-checkpoint",
        "proof:publish_badge uid": "phase-1-checkpoint",
        "proof:roadmap_card uid": "linear-algebra-to-llms",
        "proof:status_list number": badge.status_list,
    }


def _projects(learner: User, cohort: Cohort) -> dict[str, Any]:
    """A project that is handed in, with a file."""
    work = start_work(learner=learner, project=projects()["small-gpt"])
    content = b"step,train_loss\n"
    file = ProjectFile.objects.create(
        work=work, slot="log", name="log.csv", content=content, size=len(content), digest="0" * 64
    )
    FileCheck.objects.create(work=work, files="0" * 16, digest="0" * 16, queue="cpu-regrade")
    fields = {"cohort": cohort, "handed_in_at": timezone.now(), "version": "1", "is_public": True}
    ProjectWork.objects.filter(pk=work.pk).update(**fields)
    return dict.fromkeys((f"projects:{name} slug" for name in WITH_PROJECT), "small-gpt") | {
        "projects:mark_milestone uid": "text",
        "projects:project_file uid": file.uid,
        "projects:remove_file slot": "log",
        "projects:upload_file slot": "log",
        "projects:work_detail uid": work.uid,
        "projects:assess_work uid": work.uid,
        "projects:switch_peer_reviews project": "small-gpt",
        "projects:peer_review uid": _peer_review(learner, fields).uid,
        "proof:evidence_project slug": "small-gpt",
        "proof:evidence_project_file slug": "small-gpt",
        "proof:evidence_project_file uid": file.uid,
    }


def _peer_review(reviewer: User, fields: Mapping[str, Any]) -> ProjectReview:
    """Of another learner's work."""
    author = User.objects.create(email="author@example.org", name="Author")
    Membership.objects.create(cohort=fields["cohort"], user=author, role=CohortRole.LEARNER)
    work = ProjectWork.objects.create(learner=author, project="small-gpt", **fields)
    return ProjectReview.objects.create(work=work, kind=ReviewKind.PEER, reviewer=reviewer, version=work.version)


def _key_of_the_map() -> str:
    match = re.search(r"ground-([\w-]+)\.svg", Client().get(reverse("progress:roadmap")).text)
    assert match
    return match[1]


def _account(learner: User) -> dict[str, Any]:
    create_api_token(person=learner, name="script", days=30)
    notify(person=learner, kind=NoticeKind.VERDICT, key="one", sentence="Passed.", link="/exercises/")
    webhook = Webhook.objects.create(person=learner, url="https://descent.example.org/")
    delivery = webhook.deliveries.create(event=WebhookEvent.VERDICT, body="{}")
    return {
        "accounts:revoke_api_token uid": ApiToken.objects.get().uid,
        "idp:oidc:revoke_app uid": uuid4(),
        **{f"notices:{verb}_webhook uid": webhook.uid for verb in ("delete", "switch_on")},
        "notices:send_test uid": webhook.uid,
        "notices:send_again uid": delivery.uid,
        "notices:notice_open uid": Notice.objects.get(kind=NoticeKind.VERDICT).uid,
        "notices:stop_mail token": stop_url(learner, NoticeKind.VERDICT).rstrip("/").rpartition("/")[2],
    }
