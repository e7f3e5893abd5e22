"""Projects of the demo: one is signed off and shown, two wait for a mentor, and one is under way."""

import runpy
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort, CohortRole
from cohorts.demo.study import evening_of, local_day
from exercises.grading.catalogue_runs import grade_sources
from notices.models import Notice
from projects.actions import hand_in, save_report, show_work, start_work, upload_file
from projects.assessment.actions import assess_work, base_of, switch_peer_reviews
from projects.catalogue import CATALOG, Project, projects
from projects.file_checks import QUEUE, checked_digest
from projects.models import FileCheck, MentorDecision, ProjectReview, ProjectWork
from projects.peer_reviews.actions import assign_reviews, submit_review

SEARCH = "search-and-evaluate"
CODE = b'"""Index the passages, search them, and write the rankings."""\n'
PEER_TEXT = "The rule for judging is clear. I would also show two queries on which the baseline is better, and why."


@dataclass(frozen=True, kw_only=True)
class DemoWork:
    """``days_ago`` it was handed in, after ``days`` of work. None: it is under way."""

    learner: str
    project: str
    days: int
    reached: int
    """Milestones."""
    days_ago: int | None = None
    report: str = ""
    level: int = 2
    """The learner's own, for each criterion."""
    praise: str = ""
    """What the mentor wrote when they signed it off; empty if they haven't."""


WORKS = (
    DemoWork(
        learner="Nora Lindqvist", project=SEARCH, days=24, reached=5, days_ago=6, report="""\
I indexed the minutes of our housing association, 300 passages, and wrote 40 questions that neighbours had asked me.
The second system sorts the baseline’s best 20 again by the words of the title.

The interval of the difference in nDCG@10 lies above zero. On three questions the baseline is better: each asks for a
date, and titles have none.""",
        praise="You judged before you looked, and the three failures have a cause. Count them next time.",
    ),
    DemoWork(
        learner="Grete Sommer", project=SEARCH, days=20, reached=5, days_ago=3, report="""\
The documentation of a library that I maintain. I judged the first ten results of both systems, shuffled. Two colleagues
judged 50 results again: they agreed on 43.""",
    ),
    DemoWork(
        learner="Hiro Tanaka", project=SEARCH, days=26, reached=5, days_ago=2, level=1, report="""\
Recipes of three cookbooks. My system mixes BM25 with the number of ingredients that match.""",
    ),
    DemoWork(learner="Daniel Okafor", project="small-gpt", days=9, reached=1),
)  # fmt: skip


def make_projects(*, today: date, grade: bool) -> None:
    """Needs the demo's people. With ``grade`` a runner checks the files. They are those of our own solution."""
    cohort = Cohort.objects.get(slug="autumn")
    mentor = cohort.memberships.get(role=CohortRole.LEAD).user
    search = projects()[SEARCH]
    switch_peer_reviews(person=mentor, cohort=cohort, project=search, is_on=True)
    texts: Mapping[str, str] = runpy.run_path(str(CATALOG / "retrieval" / SEARCH / "solution.py"))["files"]()
    files = {slot: text.encode() for slot, text in texts.items()} | {"code": CODE}
    report = _report_on(search) if grade else None
    for story in WORKS:
        learner = User.objects.get(name=story.learner)
        work = start_work(learner=learner, project=projects()[story.project])
        if story.days_ago is None:
            _date(work, story, today)
            continue
        for slot in search.files:
            upload_file(work=work, slot=slot, name=f"{slot.uid}{slot.suffixes[0]}", content=files[slot.uid])
        save_report(work=work, report=story.report, levels={row.uid: story.level for row in search.rubric})
        hand_in(work=work, project=search, cohort=cohort)
        if report:
            _check(work, search, report)
        _date(work, story, today)
        if story.praise:
            _sign_off(work, story, mentor)
            show_work(work=work, is_public=True)
    _review_each_other(search)


def _report_on(project: Project) -> dict[str, Any] | None:
    reports = grade_sources([(project.slug, project.check_files["solution.py"])], catalog=CATALOG)
    return reports[0] if reports and reports[0]["verdict"] != "internal" else None


def _check(work: ProjectWork, project: Project, report: dict[str, Any]) -> None:
    check = FileCheck(
        work=work,
        files=checked_digest(work.files.without_content(), project),
        digest=project.digest,
        queue=QUEUE,
        graded_at=timezone.now(),
    )
    check.report = report | {"submission": str(check.uid), "attempt": str(check.attempt)}
    check.save()


def _date(work: ProjectWork, story: DemoWork, today: date) -> None:
    """Move the work to the days on which it is said to have happened."""
    day = local_day(work.learner, today) - timedelta(days=story.days_ago or 0)
    work.refresh_from_db()
    work.started_on = day - timedelta(days=story.days)
    if work.handed_in_at:
        work.handed_in_at = evening_of(work.learner, day)
        Notice.objects.filter(key=str(work.uid)).update(created_at=work.handed_in_at)
    work.save(update_fields=["started_on", "handed_in_at"])
    for milestone in projects()[story.project].milestones[: story.reached]:
        work.milestones.create(milestone=milestone.uid, reached_on=min(work.due_on(milestone), day))


def _sign_off(work: ProjectWork, story: DemoWork, mentor: User) -> None:
    levels = {uid: 3 if at == 0 else 2 for at, uid in enumerate(work.self_levels)}
    review, _ = assess_work(
        person=mentor, work=work, outcome=MentorDecision.APPROVED, levels=levels, text=story.praise,
        base=base_of(work, None),
    )  # fmt: skip
    if work.handed_in_at:
        at = work.handed_in_at + timedelta(days=1)
        ProjectReview.objects.filter(pk=review.pk).update(assigned_at=at, submitted_at=at)


def _review_each_other(project: Project) -> None:
    """Two peers got works; one has written a review."""
    authors = [work.learner for work in ProjectWork.objects.filter(project=project.slug).order_by("-handed_in_at")]
    for author in authors[:2]:
        reviews = assign_reviews(person=author, project=project)
    levels = {row.uid: 2 for row in project.rubric}
    submit_review(person=authors[1], review=reviews[0], levels=levels, text=PEER_TEXT)
