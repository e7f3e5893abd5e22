"""The content files can be loaded repeatedly, and loading never overwrites an edit."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from curriculum.actions import MISSING, REASON, LoadReport, load_roadmap
from curriculum.documents.document import ContentError
from curriculum.documents.folder import read_folder
from curriculum.models import Activity, Criterion, Resource, Roadmap, Section, Subtopic, Topic
from curriculum.models.base import validate_uid
from curriculum.tests.conftest import NODES

Edit = Callable[[str, str, str], None]
VECTORS = "topics/1.1-tiny-vectors.md"

pytestmark = pytest.mark.django_db


def load(folder: Path, **options: bool) -> LoadReport:
    return load_roadmap(document=read_folder(folder), **options)


def subtopics() -> list[str]:
    return [subtopic.title for subtopic in Subtopic.objects.current().filter(topic__uid="tiny-vectors", parent=None)]


def test_it_adds_every_node_with_its_lists_and_relations(tiny: Path) -> None:
    report = load(tiny)
    assert (len(report.additions), report.changes, report.unchanged_count) == (NODES, NODES, 0)
    topic = Topic.objects.get(uid="tiny-vectors")
    assert [item.text for item in topic.items.filter(kind="practice")] == [
        "Add two vectors",
        r"Scale one by $\frac{1}{2}$",
    ]
    assert str(topic.hours_for("refresher")) == "0.5 to 2 h"
    assert Subtopic.objects.get(uid="tiny-vectors.euclidean").parent == Subtopic.objects.get(uid="tiny-vectors.norms")
    activity = Activity.objects.get(uid="tiny-phase.read")
    assert [resource.uid for resource in activity.resources.all()] == ["tiny-book"]
    assert [topic.uid for topic in Criterion.objects.get(uid="tiny-phase.add").topics.all()] == ["tiny-vectors"]


def test_a_second_load_changes_nothing(tiny: Path) -> None:
    load(tiny)
    histories = Topic.history.count()
    report = load(tiny)
    assert (report.changes, report.local_edits, report.unchanged_count) == (0, [], NODES)
    assert Topic.history.count() == histories


def test_a_second_load_has_a_constant_number_of_queries(tiny: Path, edit: Edit) -> None:
    load(tiny)
    with CaptureQueriesContext(
        connection,
    ) as few:
        load(tiny)
    more = "".join(f'\n## More {n}\n+++\nuid = "tiny-matrices.{n}"\n+++\n' for n in range(30))
    (tiny / "topics/1.2-tiny-matrices.md").open("a").write(more)
    load(tiny)
    with CaptureQueriesContext(connection) as many:
        load(tiny)
    assert len(many) == len(few)


def test_a_change_in_the_files_reaches_a_row_that_nobody_edited(tiny: Path, edit: Edit) -> None:
    load(tiny)
    edit(VECTORS, "Add two vectors", "Add three vectors")
    report = load(tiny)
    assert [str(change) for change in report.updates] == ["topic tiny-vectors: practice"]
    topic = Topic.objects.get(uid="tiny-vectors")
    assert topic.items.all()[0].text == "Add three vectors"
    assert topic.history.first().history_change_reason == REASON


def test_an_edit_made_here_is_kept_and_reported(tiny: Path, edit: Edit) -> None:
    load(tiny)
    topic = Topic.objects.get(uid="tiny-vectors")
    topic.title = "Arrows"
    topic.save()
    edit(VECTORS, "stars = 5", "stars = 4")
    report = load(tiny)
    assert [str(change) for change in report.local_edits] == ["topic tiny-vectors: title, stars"]
    assert report.changes == 0
    topic.refresh_from_db()
    assert (topic.title, topic.stars) == ("Arrows", 5)


def test_an_edited_list_is_an_edit_of_its_node(tiny: Path) -> None:
    load(tiny)
    Topic.objects.get(uid="tiny-vectors").items.all()[0].delete()
    assert [str(change) for change in load(tiny).local_edits] == ["topic tiny-vectors: practice"]


def test_overwrite_lets_the_files_win(tiny: Path) -> None:
    load(tiny)
    Topic.objects.filter(uid="tiny-vectors").update(title="Arrows")
    Topic.objects.get(uid="tiny-vectors").items.all().delete()
    report = load(tiny, overwrite=True)
    assert [str(change) for change in report.updates] == ["topic tiny-vectors: title, practice"]
    topic = Topic.objects.get(uid="tiny-vectors")
    assert (topic.title, topic.items.count()) == ("Vectors", 2)
    assert load(tiny).changes == 0


def test_the_files_may_catch_up_with_an_edit(tiny: Path, edit: Edit) -> None:
    load(tiny)
    Topic.objects.filter(uid="tiny-vectors").update(title="Arrows")
    edit(VECTORS, 'title = "Vectors"', 'title = "Arrows"')
    assert load(tiny).local_edits == []
    edit(VECTORS, 'title = "Arrows"', 'title = "Rays"')
    assert len(load(tiny).updates) == 1


def test_a_new_node_takes_its_place_between_the_others(tiny: Path, edit: Edit) -> None:
    load(tiny)
    edit(VECTORS, "## Angles", '## Projections\n+++\nuid = "tiny-vectors.projections"\n+++\n\n## Angles')
    assert len(load(tiny).additions) == 1
    assert subtopics() == ["Norms", "Projections", "Angles"]


def test_an_order_made_here_by_hand_stays(tiny: Path, edit: Edit) -> None:
    load(tiny)
    Subtopic.objects.filter(uid="tiny-vectors.norms").update(order=7)
    edit(VECTORS, "## Angles", '## Projections\n+++\nuid = "tiny-vectors.projections"\n+++\n\n## Angles')
    load(tiny)
    assert subtopics() == ["Angles", "Norms", "Projections"]
    load(tiny, overwrite=True)
    assert subtopics() == ["Norms", "Projections", "Angles"]


def test_a_moved_node_keeps_its_row_and_subtopics(tiny: Path, edit: Edit) -> None:
    load(tiny)
    row = Subtopic.objects.get(uid="tiny-vectors.norms").pk
    norms = '\n## Norms\n+++\nuid = "tiny-vectors.norms"\nstars = 4\n+++\n'
    euclidean = '\n### The Euclidean norm\n+++\nuid = "tiny-vectors.euclidean"\nstars = 3\n+++\n'
    edit(VECTORS, norms + euclidean, "")
    (tiny / "topics/1.2-tiny-matrices.md").open("a").write(norms + euclidean)
    assert [str(change) for change in load(tiny).updates] == ["subtopic tiny-vectors.norms: parent"]
    moved = Subtopic.objects.get(uid="tiny-vectors.norms")
    assert (moved.pk, moved.topic.uid) == (row, "tiny-matrices")
    assert Subtopic.objects.get(uid="tiny-vectors.euclidean").topic.uid == "tiny-matrices"


def test_a_node_missing_in_the_files_is_retired_and_comes_back_with_them(tiny: Path) -> None:
    load(tiny)
    text = (tiny / "topics/1.2-tiny-matrices.md").read_text()
    (tiny / "topics/1.2-tiny-matrices.md").unlink()
    assert [str(change) for change in load(tiny).retirements] == [f"topic tiny-matrices: {MISSING}"]
    assert Topic.objects.get(uid="tiny-matrices").retired
    assert load(tiny).changes == 0
    (tiny / "topics/1.2-tiny-matrices.md").write_text(text)
    assert [str(change) for change in load(tiny).updates] == ["topic tiny-matrices: retired"]


def test_a_node_created_here_is_not_changed(tiny: Path) -> None:
    load(tiny)
    section = Section.objects.get(uid="tiny-mathematics")
    Topic.objects.create(uid="tiny-own", section=section, number="1.9", title="Our own topic", order=9)
    report = load(tiny, overwrite=True)
    assert (report.changes, report.local_edits) == (0, [])
    assert not Topic.objects.get(uid="tiny-own").retired


def test_a_dry_run_only_reports(tiny: Path) -> None:
    report = load(tiny, dry_run=True)
    assert len(report.additions) == NODES
    assert not Roadmap.objects.filter(uid="tiny").exists()


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("A vector is", r"A $\frac{1$ is", r"1.1-tiny-vectors.md:1: tiny-vectors, “body”: Line 1, $\frac{1$"),
        ("Add two vectors", r"Add $\nope$", r"“text”: Line 1, $\nope$: Unsupported function name"),
        ("stars = 5", "stars = 6", "tiny-vectors, “stars”: Value 6 is not a valid choice."),
        ('uid = "tiny-vectors.norms"', 'uid = "Norms & more"', str(validate_uid.message)),
    ],
)
def test_unrenderable_text_is_rejected_with_its_location(
    tiny: Path, edit: Edit, old: str, new: str, complaint: str
) -> None:
    edit(VECTORS, old, new)
    with pytest.raises(ContentError) as refusal:
        load(tiny)
    assert complaint in str(refusal.value)
    assert not Resource.objects.filter(uid="tiny-book").exists()


def test_the_command_reports_in_a_sentence(tiny: Path) -> None:
    out = StringIO()
    call_command("load_curriculum", tiny, stdout=out)
    call_command("load_curriculum", tiny, stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0].startswith("A tiny roadmap: 12 added, 0 updated")
    assert lines[-1] == f"A tiny roadmap: {LoadReport(unchanged_count=12)}."


def test_the_command_names_the_file_that_it_cannot_read(tiny: Path) -> None:
    (tiny / "roadmap.md").unlink()
    with pytest.raises(CommandError, match=r"tiny/roadmap\.md: cannot be read"):
        call_command("load_curriculum", tiny)


def test_the_shipped_roadmaps_are_loaded_whole_and_a_second_time_without_a_change(both_roadmaps: None) -> None:
    out = StringIO()
    call_command("load_curriculum", stdout=out)
    assert out.getvalue().splitlines() == [
        f"From linear algebra to LLMs: {LoadReport(unchanged_count=312)}.",
        f"From transformers to today’s LLMs: {LoadReport(unchanged_count=383)}.",
    ]


def test_a_uid_that_another_roadmap_has_is_refused_with_its_place(tiny: Path, edit: Edit) -> None:
    load(tiny)
    edit("roadmap.md", 'uid = "tiny"', 'uid = "tiny-copy"')
    with pytest.raises(ContentError, match=r"roadmap\.md:\d+: .*'tiny-book'"):
        load(tiny)
    assert Roadmap.objects.count() == 1
