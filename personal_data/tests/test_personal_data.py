"""What is held about a person is all in the archive, comes back from it, and is gone when they delete it."""

import asyncio
import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import make_key
from accounts.models import Role, ScriptKey, User
from cohorts.actions import add_comment, open_thread
from cohorts.models import Cohort, Comment, Membership
from curriculum.models import Criterion, Subtopic, Topic
from exercises.actions import save_draft
from exercises.models import CheckResult, EarlierVerdict, Exercise, Submission, Verdict
from notices.actions import choose, tell
from notices.models import Kind, Notice
from notices.queries import Ways
from personal_data.archive import ArchiveError, read_archive
from personal_data.holdings import HOLDINGS, KEPT_BACK, rows_of
from personal_data.streaming import CHUNK_BYTES, DOCUMENT, stream_archive, without_blocking
from progress import actions
from progress.log_line import StudyLine
from progress.models import CriterionMark, Recall, StudyEntry, StudyPlan
from progress.queries.outline import outline_for
from progress.queries.plan import plan_page
from progress.rules import State

ClientOf = Callable[[User], Client]
TODAY = date(2026, 11, 24)
URL = "/account/data/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada_s_work(ada: User, roadmap: None) -> User:
    """At least one row of everything that can be held."""
    topic = Topic.objects.get(uid="neural-networks")
    actions.log_study(learner=ada, study=StudyLine(90, "coding", TODAY, "neural-networks", "backprop at last"))
    actions.start_timer(learner=ada, topic=topic, kind="reading")
    actions.mark_topic(learner=ada, topic=topic, state=State.DOING)
    actions.mark_subtopic(learner=ada, subtopic=Subtopic.objects.filter(topic=topic)[0], state=State.DONE)
    actions.save_note(learner=ada, of=topic, text="The *chain rule*: $h'(x)$", base="")
    criterion = Criterion.objects.get(uid="phase-3.debug-model")
    actions.answer_criterion(learner=ada, criterion=criterion, answer=CriterionMark.Answer.NOT_YET, note="NaNs")
    actions.save_plan(learner=ada, minutes_a_day=60, weekdays=[1, 2], start=TODAY)
    actions.add_pause(learner=ada, first=TODAY, last=TODAY + timedelta(days=3))
    actions.open_feed(learner=ada)
    exercise = Exercise.objects.get(slug="two-layer-backprop")
    submission = Submission.objects.create(
        exercise=exercise, learner=ada, source="def loss_and_gradients(): ...  # → ∂L", state=Submission.State.DONE,
        verdict=Verdict.PASSED, graded_at=timezone.now(), digest="0123456789abcdef", phases={"calls": 3.5},
    )  # fmt: skip
    CheckResult.objects.create(submission=submission, order=0, name="loss", title="The loss", verdict="passed", ms=1)
    EarlierVerdict.objects.create(submission=submission, verdict="failed", graded_at=timezone.now())
    actions.answer_review(learner=ada, of=exercise, recall=Recall.RECALLED)
    save_draft(exercise=exercise, learner=ada, source="def loss_and_gradients(): ...  # a thought", base="")
    cohort = Cohort.objects.create(slug="autumn", title="Autumn", started_on=TODAY)
    Membership.objects.create(cohort=cohort, user=ada)
    mentor = User.objects.create(email="max@example.org", name="Max", role=Role.MENTOR)
    Membership.objects.create(cohort=cohort, user=mentor, role=Membership.Role.MENTOR)
    thread = open_thread(person=ada, learner=ada, about=submission, text="Why $\\frac1N$?", uid=uuid4())
    add_comment(person=mentor, thread=thread, text="The mean.", uid=uuid4())
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)
    make_key(person=ada, name="my calendar", days=90)
    UserSession.objects.create(user=ada, ip="192.0.2.7", user_agent="Firefox", session_key="ada-s-session")
    choose(person=ada, ways={Kind.OVERTURNED: Ways(page=True, mail=True)})
    tell(person=ada, kind=Kind.OVERTURNED, key="one", sentence="Look again.", link=submission.get_absolute_url())
    return ada


def write_archive(person: User) -> io.BytesIO:
    return io.BytesIO(b"".join(stream_archive(person)))


def document_of(person: User) -> dict[str, list[dict[str, Any]]]:
    with ZipFile(write_archive(person)) as archive:
        found: dict[str, list[dict[str, Any]]] = json.loads(archive.read(DOCUMENT))
    return found


# ---------------------------------------------------------------- complete, by the models


def owned_models() -> Iterator[str]:
    """Every model whose rows go when a user goes."""
    seen: set[type[models.Model]] = {User}
    waiting: list[type[models.Model]] = [User]
    while waiting:
        for relation in waiting.pop()._meta.related_objects:
            model = relation.related_model
            if isinstance(model, str) or model in seen or relation.on_delete is not models.CASCADE:
                continue
            if model._meta.auto_created:
                continue
            seen.add(model)
            waiting.append(model)
    return (model._meta.label for model in seen)


def test_every_model_about_a_person_is_exported_or_kept_back_with_a_reason() -> None:
    assert set(owned_models()) == {holding.model._meta.label for holding in HOLDINGS} | set(KEPT_BACK)
    assert all(apps.get_model(label) and reason for label, reason in KEPT_BACK.items())


def test_a_row_of_each_kind_is_in_the_archive(ada_s_work: User) -> None:
    assert {row["model"] for row in document_of(ada_s_work)["rows"]} == {
        holding.model._meta.label_lower for holding in HOLDINGS
    }


def test_no_secret_is_in_it(ada_s_work: User) -> None:
    text = json.dumps(document_of(ada_s_work))
    assert ada_s_work.password not in text
    assert StudyPlan.objects.get().feed_token not in text
    assert 'attempt"' not in text
    assert "ada-s-session" not in text
    key = ScriptKey.objects.get()
    assert key.name in text
    assert key.token_key not in text
    assert key.digest not in text


def test_each_submission_is_a_file_as_it_was_typed(ada_s_work: User) -> None:
    with ZipFile(write_archive(ada_s_work)) as archive:
        [name] = [name for name in archive.namelist() if name.startswith("submissions/")]
        assert name.startswith("submissions/two-layer-backprop/001-")
        assert name.endswith("-passed.py")
        assert archive.read(name).decode() == "def loss_and_gradients(): ...  # → ∂L"


def test_another_person_s_rows_are_not(ada_s_work: User, carl: User) -> None:
    assert [row["model"] for row in document_of(carl)["rows"]] == ["accounts.user"]


# ---------------------------------------------------------------- and back


def test_what_is_read_into_an_empty_site_gives_equal_progress(ada_s_work: User) -> None:
    before = outline_for(ada_s_work), plan_page(ada_s_work, today=TODAY)
    rows = {
        (holding.model, holding.owner): list(found.values(*holding.fields)) for holding, found in rows_of(ada_s_work)
    }
    archive = write_archive(ada_s_work)
    ada_s_work.delete()
    restored = read_archive(archive)
    assert restored.left_out == []
    after = outline_for(restored.person), plan_page(restored.person, today=TODAY)
    assert after[0] == before[0]
    assert after[0].facts.answers == before[0].facts.answers != {}
    assert (after[1].phases, after[1].weeks, after[1].standing) == (
        before[1].phases,
        before[1].weeks,
        before[1].standing,
    )
    for holding, found in rows_of(restored.person):
        assert found.count() == len(rows[holding.model, holding.owner]) * holding.comes_back, holding
    assert "<em>chain rule</em>: <math>" in restored.person.notes.get().html
    asked, answered = restored.person.threads.get().comments.all()
    assert (asked.from_mentor, answered.from_mentor) == (False, True)
    assert "<math>" in asked.html


def test_what_a_mentor_wrote_is_in_their_archive_and_stays_with_the_learner_unnamed(ada_s_work: User) -> None:
    mentor = User.objects.get(email="max@example.org")
    [theirs] = [row for row in document_of(mentor)["rows"] if row["model"] == "cohorts.comment"]
    assert theirs["fields"]["text"] == "The mean."
    mentor.delete()
    assert ada_s_work.threads.get().comments.last() == Comment.objects.get(text="The mean.", mentor=None)


def test_nobody_becomes_an_admin_by_an_archive(grace: User) -> None:
    assert grace.role == Role.ADMIN
    archive = write_archive(grace)
    grace.delete()
    person = read_archive(archive).person
    assert person.role == Role.LEARNER
    assert not person.is_superuser
    assert not person.has_usable_password()


def test_what_this_site_does_not_know_is_left_out_and_named(ada_s_work: User) -> None:
    archive = write_archive(ada_s_work)
    ada_s_work.delete()
    Cohort.objects.all().delete()
    [line] = read_archive(archive).left_out
    assert line.startswith("cohorts.membership: ")


def test_the_rows_of_those_who_are_here_stay_theirs(ada_s_work: User, carl: User) -> None:
    """Ada comes back to a site on which her rows' former numbers are Carl's by now."""
    archive = write_archive(ada_s_work)
    ada_s_work.delete()
    for _ in range(3):
        actions.log_study(learner=carl, study=StudyLine(20, "reading", TODAY, None))
    actions.save_plan(learner=carl, minutes_a_day=30, weekdays=[3], start=timezone.localdate())
    before = {holding.model: list(found.values(*holding.fields)) for holding, found in rows_of(carl)}
    read_archive(archive)
    assert {holding.model: list(found.values(*holding.fields)) for holding, found in rows_of(carl)} == before


def forged(person: User, change: Callable[[list[dict[str, Any]]], None]) -> io.BytesIO:
    document = document_of(person)
    change(document["rows"])
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr(DOCUMENT, json.dumps(document))
    return file


def test_a_forged_archive_touches_nobody_else(ada_s_work: User, carl: User) -> None:
    theirs = Submission.objects.create(exercise=Exercise.objects.all()[0], learner=carl, source="carl's own")

    def change(rows: list[dict[str, Any]]) -> None:
        for row in rows:
            if row["model"] == "progress.studyentry":
                row["fields"]["learner"] = [carl.email]
            if row["model"] == "exercises.submission":
                row["fields"]["uid"] = str(theirs.uid)
                row["pk"] = theirs.pk

    file = forged(ada_s_work, change)
    ada_s_work.delete()
    restored = read_archive(file)
    assert [line for line in restored.left_out if "not this person's" in line]
    assert [line for line in restored.left_out if "it is here already" in line]
    assert not carl.study_entries.exists()
    theirs.refresh_from_db()
    assert (theirs.source, theirs.learner) == ("carl's own", carl)


def test_html_in_an_archive_is_not_taken_for_ours(ada_s_work: User) -> None:
    def change(rows: list[dict[str, Any]]) -> None:
        for row in rows:
            if row["model"] == "progress.note":
                row["fields"] |= {"text": "<script>", "html": "<script>alert(1)</script>"}

    file = forged(ada_s_work, change)
    ada_s_work.delete()
    assert read_archive(file).person.notes.get().html == "<p>&lt;script&gt;</p>"


@pytest.mark.parametrize("fields", [{}, {"email": "x@example.org"}, {"email": "x@example.org", "time_zone": []}, 5])
def test_an_account_that_cannot_be_read_is_refused(ada: User, fields: Any) -> None:
    with pytest.raises(ArchiveError):
        read_archive(forged(ada, lambda rows: rows[0].update(fields=fields)))
    assert list(User.objects.all()) == [ada]


def test_somebody_who_is_here_is_not_overwritten(ada: User) -> None:
    with pytest.raises(ArchiveError, match="has an account here already"):
        read_archive(write_archive(ada))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"x" * 1000])
def test_a_file_that_is_no_archive_is_refused(content: bytes) -> None:
    with pytest.raises(ArchiveError, match="no archive that Descent wrote"):
        read_archive(io.BytesIO(content))


def test_an_archive_of_another_version_or_without_a_person_is_refused() -> None:
    for document, told in (
        ({"version": 99}, "version 1"),
        ({"version": 1, "rows": []}, "whose data"),
        ([], "version 1"),
    ):
        file = io.BytesIO()
        with ZipFile(file, "w") as archive:
            archive.writestr(DOCUMENT, json.dumps(document))
        with pytest.raises(ArchiveError, match=told):
            read_archive(file)


def test_the_command_says_why_not(tmp_path: pytest.TempPathFactory) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_learner", f"{tmp_path}/nothing.zip")


# ---------------------------------------------------------------- the page


def test_the_page_says_what_is_held_and_gives_it(ada_s_work: User, client_of: ClientOf) -> None:
    client = client_of(ada_s_work)
    page = client.get(URL).text
    assert "Download everything" in page
    assert "Study entrys" not in page
    assert "E-mail addresses" in page
    assert not re.search(r"\bemail address|\bUser session", page, re.I)
    answer = client.get(URL + "archive.zip")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="descent-')
    with ZipFile(io.BytesIO(b"".join(iter(answer)))) as archive:
        assert archive.testzip() is None


def test_the_archive_is_sent_in_pieces_while_it_is_written(ada_s_work: User) -> None:
    """Much data needs no more memory, and no more queries: each row would else ask for what it points at."""
    with CaptureQueriesContext(connection) as few:
        b"".join(stream_archive(ada_s_work))
    entries = [
        StudyEntry(
            learner=ada_s_work, kind="coding", minutes=5, day=date(2026, 1, 1), time_zone="UTC", note=uuid4().hex
        )
        for _ in range(5000)
    ]
    topic = Topic.objects.first()
    for entry in entries:
        entry.topic = topic
    StudyEntry.objects.bulk_create(entries)
    with CaptureQueriesContext(connection) as many:
        pieces = list(stream_archive(ada_s_work))
    assert len(many) == len(few)
    assert len(pieces) > 1
    assert max(map(len, pieces)) < 2 * CHUNK_BYTES


def test_under_asgi_the_first_piece_comes_before_the_last_is_made() -> None:
    made = []

    def pieces() -> Iterator[bytes]:
        for piece in (b"one", b"two"):
            made.append(piece)
            yield piece

    async def first() -> bytes:
        return await anext(aiter(without_blocking(pieces())))

    assert asyncio.run(first()) == b"one"
    assert made == [b"one"]


def test_deleting_asks_for_the_address_and_then_leaves_nothing(
    ada_s_work: User, carl: User, client_of: ClientOf
) -> None:
    client, mentor = client_of(ada_s_work), User.objects.get(email="max@example.org")
    refused = client.post(URL, {"address": "somebody@example.org"}).text
    assert f"That is not {ada_s_work.email}. Nothing was deleted." in refused
    assert User.objects.filter(pk=ada_s_work.pk).exists()
    answer = client.post(URL, {"address": f" {ada_s_work.email.upper()} "}, follow=True)
    assert "Your account and everything in it is deleted." in answer.text
    for holding in HOLDINGS:
        left = holding.model._default_manager.exclude(**{f"{holding.owner}__in": [mentor.pk]})
        assert not left.exists() or holding.model is User, holding.model
    assert set(User.objects.all()) == {carl, mentor}
    assert not Notice.objects.exists()  # neither the mentor's, of a question that is no more
    assert client.get(URL).status_code == 302


def test_every_device_is_signed_out_and_no_session_of_theirs_is_left(
    ada: User, carl: User, client_of: ClientOf
) -> None:
    laptop, phone, carls, asked_for_the_second_factor = client_of(ada), client_of(ada), client_of(carl), Client()
    Authenticator.objects.create(user=ada, type=Authenticator.Type.TOTP, data={"secret": "A" * 32})
    typed = {"login": ada.email, "password": "a long enough password"}
    assert "2fa" in asked_for_the_second_factor.post("/accounts/login/", typed).headers["Location"]
    assert Session.objects.count() == 4

    laptop.post(URL, {"address": ada.email})

    assert [session.session_key for session in Session.objects.all()] == [carls.session.session_key]
    assert [client.get(URL).status_code for client in (laptop, phone, carls)] == [302, 302, 200]
    assert asked_for_the_second_factor.get("/accounts/2fa/authenticate/").headers["Location"] == "/accounts/login/"


def test_the_last_admin_stays(grace: User, client_of: ClientOf) -> None:
    assert "You are the only admin here." in client_of(grace).post(URL, {"address": grace.email}).text
    assert User.objects.filter(pk=grace.pk).exists()
