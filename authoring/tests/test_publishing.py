"""Publishing makes a version that never changes, and every version can be published again."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from authoring.drafts.actions import edit_draft
from authoring.drafts.nodes import children_of, table_of
from authoring.drafts.operations import add_node, merge_topic, move_node, retire_node, split_topic
from authoring.drafts.publishing import publish_draft, publish_version_again
from authoring.drafts.queries import DraftContent, draft_content
from authoring.tests.conftest import Edit
from authoring.versions.models import RoadmapVersion
from curriculum.actions import load_roadmap
from curriculum.documents.rows import read_database
from curriculum.models import Roadmap, Subtopic, Topic
from lib.errors import RefusedError
from progress.topic.models import TopicMark

Content = Callable[[], DraftContent]
TOPIC = "linear-algebra"


@pytest.fixture
def publish(grace: User, content: Content) -> Callable[[], RoadmapVersion]:
    def do() -> RoadmapVersion:
        draft = content().draft
        assert draft
        return publish_draft(person=grace, draft=draft, state=draft_content(draft.roadmap).state, note="Because")

    return do


Publish = Callable[[], RoadmapVersion]


def test_learners_see_what_was_published(edit: Edit, publish: Publish, content: Content) -> None:
    edit(TOPIC, title="Linear maps", practice=("Multiply two matrices", "Invert one"))
    version = publish()
    topic = Topic.objects.get(uid=TOPIC)
    assert topic.title == "Linear maps"
    assert [item.text for item in topic.items.filter(kind="practice")] == ["Multiply two matrices", "Invert one"]
    assert (version.number, content().draft, version.changes[0]["uid"]) == (2, None, TOPIC)


def test_learners_read_changed_texts_with_their_formulas(edit: Edit, publish: Publish, client: Client) -> None:
    edit(TOPIC, body="The length of $v$ is $\\|v\\|$.", practice=("Compute $A^T A$", "Invert *one*"))
    page = client.get(f"/roadmap/changes/linear-algebra-to-llms/{publish().number}/").text
    assert "<math>" in page
    assert "<em>one</em>" in page
    assert "$" not in page.partition("<main")[2]


def test_the_state_before_the_first_draft_is_version_1(edit: Edit, publish: Publish) -> None:
    edit(TOPIC, title="Linear maps")
    publish()
    first = RoadmapVersion.objects.get(number=1)
    assert table_of(first.document)[TOPIC].title == "Linear algebra"


def test_a_rollback_restores_texts_lists_and_order(edit: Edit, publish: Publish, content: Content, grace: User) -> None:
    before = content().base
    edit(TOPIC, title="Linear maps", practice=())
    for operation in (
        lambda table: move_node(table, "calculus", parent="mathematics", place=0),
        lambda table: add_node(
            table, kind="subtopic", parent=TOPIC, values={"uid": "linear-algebra.new", "title": "New"}
        ),
        lambda table: retire_node(table, "linear-algebra.norms"),
    ):
        edit_draft(person=grace, roadmap=Roadmap.objects.get(), operation=operation, action="Changed")
    publish()
    assert children_of(content().base, "mathematics", "topic")[0].uid == "calculus"
    publish_version_again(person=grace, version=RoadmapVersion.objects.get(number=1))
    after = dict(content().base)
    assert after.pop("linear-algebra.new").is_retired
    assert {uid: state.document() for uid, state in after.items()} == {
        uid: state.document() for uid, state in before.items()
    }
    assert [state.uid for state in children_of(after, "mathematics", "topic")] == [
        state.uid for state in children_of(before, "mathematics", "topic")
    ]
    assert RoadmapVersion.objects.count() == 3


def test_a_change_from_elsewhere_becomes_a_version(edit: Edit, publish: Publish) -> None:
    edit(TOPIC, title="Linear maps")
    publish()
    Topic.objects.filter(uid="calculus").update(title="Limits")
    edit(TOPIC, title="Matrices")
    publish()
    assert RoadmapVersion.objects.count() == 4
    assert table_of(RoadmapVersion.objects.get(number=3).document)["calculus"].title == "Limits"


def test_loading_the_files_again_keeps_what_was_published(edit: Edit, publish: Publish, roadmap: None) -> None:
    original = read_database(Roadmap.objects.get())
    edit(TOPIC, title="Linear maps")
    publish()
    load_roadmap(document=original)
    assert Topic.objects.get(uid=TOPIC).title == "Linear maps"


def test_an_edit_that_the_site_has_overtaken_is_not_published(edit: Edit, publish: Publish) -> None:
    edit(TOPIC, title="Linear maps")
    Topic.objects.filter(uid=TOPIC).update(title="Vectors")
    with pytest.raises(RefusedError):
        publish()
    edit(TOPIC, title="Linear maps", note="Read again")
    publish()
    assert Topic.objects.get(uid=TOPIC).title == "Linear maps"


def test_a_stale_preview_is_not_published(edit: Edit, content: Content, grace: User) -> None:
    edit(TOPIC, title="Linear maps")
    draft = content().draft
    assert draft
    state = content().state
    edit("calculus", title="Limits")
    with pytest.raises(RefusedError):
        publish_draft(person=grace, draft=draft, state=state, note="")
    assert Topic.objects.get(uid=TOPIC).title == "Linear algebra"


def test_a_draft_with_a_problem_is_not_published(edit: Edit, publish: Publish, content: Content) -> None:
    edit("phase-2", number=1)
    assert {problem.uid for problem in content().blocking_problems} >= {"phase-2"}
    with pytest.raises(RefusedError):
        publish()


def test_marks_follow_parts_that_a_split_moves(publish: Publish, grace: User, ada: User, roadmap: None) -> None:
    part = Subtopic.objects.get(uid="linear-algebra.norms")
    TopicMark.objects.create(learner=ada, topic=part.topic, subtopic=part, state="done")
    edit_draft(
        person=grace,
        roadmap=Roadmap.objects.get(),
        operation=lambda table: split_topic(
            table, TOPIC, values={"uid": "norms", "number": "1.5", "title": "Norms", "stars": 5}, parts=[part.uid]
        ),
        action="Split",
    )
    publish()
    part.refresh_from_db()
    assert part.topic.uid == "norms"
    assert TopicMark.objects.get(subtopic=part).state == "done"


def test_a_merged_topic_names_its_successor(publish: Publish, grace: User, roadmap: None) -> None:
    edit_draft(
        person=grace,
        roadmap=Roadmap.objects.get(),
        operation=lambda table: merge_topic(table, "calculus", into=TOPIC),
        action="Merged",
    )
    publish()
    topic = Topic.objects.get(uid="calculus")
    assert (topic.retired, topic.successor) == (True, TOPIC)
    assert not topic.subtopics.exists()
