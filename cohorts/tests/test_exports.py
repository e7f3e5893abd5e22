"""An archive of a whole cohort: made by a worker, resumed where one died, and with what a lead may see."""

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import IO, cast
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from audit_log.models import AuditEntry
from audit_log.names import AuditAction
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.exports import actions, files
from cohorts.exports.actions import (
    MAX_A_DAY,
    MAX_TRIES,
    NO_LONGER_LEAD,
    NOT_MADE,
    STEPS,
    TOO_MANY,
    make_export,
    order_export,
    queue_abandoned_exports,
)
from cohorts.exports.files import ExportRequest, WrittenFiles
from cohorts.exports.models import LEASE, CohortExport, ExportPiece, ExportState
from cohorts.marks.models import MarkRow, MarkScheme
from cohorts.mentor_notes.actions import save_mentor_note
from cohorts.sections.models import CohortSection
from cohorts.tests.conftest import Learner, Submit
from cohorts.tests.sign_offs import ask
from cohorts.threads.actions import add_comment, open_thread
from exercises.models import Exercise
from tests.processor import processor_bound

ClientOf = Callable[[User], Client]
EXPORTS = "/cohorts/spring/exports/"


@pytest.fixture
def export(lena: User, spring: Cohort) -> CohortExport:
    return order_export(person=lena, cohort=spring)


def made(export: CohortExport) -> CohortExport:
    make_export(pk=export.pk)
    export.refresh_from_db()
    return export


def opened(export: CohortExport, client: Client) -> dict[str, str]:
    """The files of an archive as somebody downloads it."""
    answer = client.get(f"{EXPORTS}{export.uid}/")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a FileResponse
    with ZipFile(cast(IO[bytes], io.BytesIO(content))) as archive:
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def test_a_lead_takes_everything_that_they_see(
    ada: User, emmy: User, lena: User, spring: Cohort, roadmap: None, submit: Submit, client_of: ClientOf
) -> None:
    section = CohortSection.objects.create(cohort=spring, name="A")
    spring.memberships.filter(user=ada).update(section=section, external_id="17")
    scheme = MarkScheme.objects.create(cohort=spring)
    MarkRow.objects.create(scheme=scheme, exercise=Exercise.objects.get(slug="two-layer-backprop"), points=10)
    run = submit(ada, "passed")
    thread = open_thread(person=ada, learner=ada, cohort=spring, about=run, text="Why?", uid=uuid4())
    add_comment(person=emmy, thread=thread, text="Because.", uid=uuid4())
    sign_off = ask(ada)
    save_mentor_note(person=emmy, learner=ada, cohort=spring, text="Prefers pictures", base="")
    client = client_of(lena)
    client.post(EXPORTS)
    found = opened(made(CohortExport.objects.get()), client)
    rows = {row["email"]: row for row in csv.DictReader(io.StringIO(found["members.csv"]))}
    assert (rows[ada.email]["section"], rows[ada.email]["external id"]) == ("A", "17")
    assert (rows[emmy.email]["role"], rows[lena.email]["role"]) == ("mentor", "lead")
    assert json.loads(found["marks.json"])["learners"][0]["points"] == 10
    assert "two-layer-backprop" in found["marks.csv"]
    assert {f"grid-by-{by}.csv" for by in ("phase", "topic", "exercise")} <= found.keys()
    [talk] = json.loads(next(text for name, text in found.items() if name.startswith("threads/")))
    assert [(comment["from"], comment["text"]) for comment in talk["comments"]] == [
        ("learner", "Why?"),
        ("mentor", "Because."),
    ]
    [signed] = json.loads(next(text for name, text in found.items() if name.startswith("sign-offs/")))
    assert (signed["uid"], signed["state"]) == (str(sign_off.uid), "waiting")
    everything = "".join(found.values())
    assert run.source not in everything  # reading code is recorded one by one
    assert "Prefers pictures" not in everything


def test_what_learners_no_longer_show_is_not_in_it(
    ada: User, lena: User, spring: Cohort, roadmap: None, export: CohortExport, client_of: ClientOf
) -> None:
    other = Cohort.objects.create(slug="other", title="Other", started_on="2026-01-01")
    for cohort in (other, spring):
        Membership.objects.get_or_create(cohort=cohort, user=lena, defaults={"role": CohortRole.LEAD})
    Membership.objects.create(cohort=other, user=ada)
    open_thread(person=ada, learner=ada, cohort=other, about=None, text="Elsewhere", uid=uuid4())
    open_thread(person=ada, learner=ada, cohort=spring, about=None, text="Then she left", uid=uuid4())
    spring.memberships.filter(user=ada).delete()
    found = "".join(opened(made(export), client_of(lena)).values())
    assert "Elsewhere" not in found
    assert "Then she left" not in found


def test_formulas_in_names_are_neutralised(
    lena: User, spring: Cohort, new_learner: Learner, export: CohortExport, client_of: ClientOf
) -> None:
    User.objects.filter(pk=new_learner(spring, "Bo").pk).update(name="=HYPERLINK(1)")
    assert "'=HYPERLINK(1)" in opened(made(export), client_of(lena))["members.csv"]


def test_it_is_ordered_once_and_each_download_is_recorded(lena: User, spring: Cohort, client_of: ClientOf) -> None:
    client = client_of(lena)
    client.post(EXPORTS)
    client.post(EXPORTS)
    page = client.get(EXPORTS)
    assert f"0 of {len(STEPS) + 1} parts" in page.text
    assert page["Refresh"]
    export = made(CohortExport.objects.get())
    make_export(pk=export.pk)
    assert "Refresh" not in client.get(EXPORTS).headers
    for _ in range(2):
        opened(export, client)
    names = (AuditAction.EXPORT_ORDERED, AuditAction.COHORT_EXPORTED)
    entries = AuditEntry.objects.filter(action__in=names).order_by("pk")
    assert [entry.action for entry in entries] == [names[0], names[1], names[1]]
    assert {entry.actor_id for entry in entries} == {lena.uid}


def test_only_leads_and_people_admins_order_and_download(
    ada: User, emmy: User, carl: User, grace: User, export: CohortExport, client_of: ClientOf
) -> None:
    made(export)
    for person in (ada, emmy, carl):
        assert client_of(person).post(EXPORTS).status_code == 404
        assert client_of(person).get(f"{EXPORTS}{export.uid}/").status_code == 404
    assert client_of(grace).get(f"{EXPORTS}{export.uid}/").status_code == 200


def test_one_that_is_not_ready_cannot_be_downloaded(lena: User, export: CohortExport, client_of: ClientOf) -> None:
    assert client_of(lena).get(f"{EXPORTS}{export.uid}/").status_code == 404


def test_a_worker_goes_on_where_another_has_died(
    lena: User, export: CohortExport, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(request: ExportRequest) -> WrittenFiles:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(actions, "STEPS", (*STEPS[:-1], die))
        with pytest.raises(KeyboardInterrupt):
            make_export(pk=export.pk)
    export.refresh_from_db()
    assert export.step == len(STEPS) - 1
    assert export.pieces.filter(name="members.csv").exists()
    assert queue_abandoned_exports() == 0
    CohortExport.objects.update(worked_at=timezone.now() - LEASE - timedelta(seconds=1))
    assert CohortExport.objects.abandoned().get() == export
    assert "members.csv" in opened(made(export), client_of(lena))


def test_a_step_that_never_ends_is_given_up(lena: User, export: CohortExport, client_of: ClientOf) -> None:
    CohortExport.objects.update(tries=MAX_TRIES)
    assert (made(export).state, export.problem) == (ExportState.FAILED, NOT_MADE)
    assert NOT_MADE in client_of(lena).get(EXPORTS).text


def test_it_ends_with_the_rights_of_whoever_ordered_it(lena: User, spring: Cohort, export: CohortExport) -> None:
    spring.memberships.filter(user=lena).delete()
    assert (made(export).state, export.problem) == (ExportState.FAILED, NO_LONGER_LEAD)
    assert not ExportPiece.objects.exists()


def test_a_cohort_has_a_few_archives_a_day(lena: User, spring: Cohort, client_of: ClientOf) -> None:
    for _ in range(MAX_A_DAY):
        made(order_export(person=lena, cohort=spring))
    assert TOO_MANY in client_of(lena).post(EXPORTS, follow=True).text
    assert CohortExport.objects.count() == MAX_A_DAY


def test_what_would_be_too_large_is_left_out_and_said(
    ada: User, lena: User, spring: Cohort, export: CohortExport, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        open_thread(person=ada, learner=ada, cohort=spring, about=None, text="Why? " * 200, uid=uuid4())
    monkeypatch.setattr(files, "ROWS_PER_FILE", 2)
    monkeypatch.setattr(actions, "MAX_BYTES", 4_000)
    found = opened(made(export), client_of(lena))
    assert export.is_cut
    assert json.loads(found["about.json"])["is_cut"]
    assert sum(name.startswith("threads/") for name in found) == 1
    assert "left out" in client_of(lena).get(EXPORTS).text


def test_5000_learners_take_less_than_a_minute(lena: User, spring: Cohort, roadmap: None, export: CohortExport) -> None:
    people = User.objects.bulk_create(User(email=f"p{n}@example.org", name=f"Person {n}") for n in range(4_990))
    Membership.objects.bulk_create(Membership(cohort=spring, user=person) for person in people)
    scheme = MarkScheme.objects.create(cohort=spring)
    MarkRow.objects.create(scheme=scheme, exercise=Exercise.objects.get(slug="two-layer-backprop"), points=10)
    with processor_bound(60, "export"):
        make_export(pk=export.pk)
    export.refresh_from_db()
    assert export.state == ExportState.DONE
