"""Several roadmaps in the editor: each with its own draft, and topics that one shares with another."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from authoring.drafts.actions import edit_draft
from authoring.drafts.operations import edit_node, retire_node
from authoring.drafts.publishing import ONLY_ROADMAP, publish_draft, publish_version_again
from authoring.drafts.queries import DraftContent, draft_content
from authoring.impact.actions import impact_of
from authoring.roadmaps.actions import add_roadmap
from authoring.roadmaps.file_views import archive_of
from authoring.versions.models import RoadmapVersion
from curriculum.documents.folder import read_folder
from curriculum.documents.rows import read_database
from curriculum.imports import for_new_roadmap
from curriculum.models import Roadmap, Topic
from curriculum.outlines.outline import read_outline
from lib.durations import Hours, HoursRange
from lib.errors import RefusedError
from progress.plan.models import StudyPlan
from progress.roadmap.actions import choose_roadmap
from progress.roadmap.roadmaps import curriculum
from tests.second_roadmap import OWN, SECOND, SHARED, write_second_roadmap

ADD = reverse("authoring:add_roadmap")
IMPORT = reverse("authoring:import_new")
SECTION, ACTIVITY = "serving-basics", "serving-phase.batch"
HOURS = Hours(HoursRange(900, 990), HoursRange(900, 990))


@pytest.fixture
def client(roadmap: None, grace: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(grace)


def content_of(uid: str) -> DraftContent:
    return draft_content(Roadmap.objects.get(uid=uid))


def change(person: User, roadmap: str, uid: str, **values: object) -> DraftContent:
    """Edit a node in the draft of a roadmap."""
    edit_draft(
        person=person, roadmap=Roadmap.objects.get(uid=roadmap), action=f"Edited {uid}",
        operation=lambda table: edit_node(table, uid, values=dict(values), body=table[uid].body),
    )  # fmt: skip
    return content_of(roadmap)


def publish(person: User, roadmap: str) -> RoadmapVersion:
    draft = content_of(roadmap).draft
    assert draft
    return publish_draft(person=person, draft=draft, state=draft_content(draft.roadmap).state, note="")


SOUND = "# Sound synthesis\n\n## Basics\n\n### Oscillators\n\n### Filters\n"


def test_learners_see_a_new_roadmap_once_it_is_published(client: Client, grace: User) -> None:
    answer = client.post(IMPORT, {"source": SOUND})
    assert answer["Location"] == reverse("authoring:outline", args=["sound-synthesis"])
    assert Client().get("/roadmaps/sound-synthesis/").status_code == 404
    assert b"Sound synthesis" not in Client().get("/roadmap/").content
    assert "restored" not in client.get(reverse("authoring:draft_detail", args=["sound-synthesis"])).text
    publish(grace, "sound-synthesis")
    assert Client().get("/roadmaps/sound-synthesis/").status_code == 200
    assert "Sound synthesis" in Client().get("/roadmap/").text


def test_an_empty_roadmap_is_not_published(client: Client, grace: User) -> None:
    """Whoever follows it would have completed it at once."""
    client.post(ADD, {"title": "Sound synthesis"})
    assert [problem.uid for problem in content_of("sound-synthesis").blocking_problems] == ["sound-synthesis"]
    with pytest.raises(RefusedError):
        publish(grace, "sound-synthesis")


def test_a_roadmap_comes_from_a_file_with_its_shared_topics(client: Client, grace: User, tmp_path: Path) -> None:
    document = read_folder(write_second_roadmap(tmp_path / "serving"))
    file = SimpleUploadedFile("serving.zip", archive_of(document))
    assert client.post(IMPORT, {"file": file}).status_code == 302
    assert not content_of(SECOND).blocking_problems
    publish(grace, SECOND)
    assert read_database(Roadmap.objects.get(uid=SECOND)) == document


def test_it_needs_a_title_and_a_uid_that_is_free(client: Client) -> None:
    for data in ({}, {"title": "Linear algebra to LLMs"}):
        assert client.post(ADD, data).context["form"].errors
    assert Roadmap.objects.count() == 1


@pytest.mark.usefixtures("second_roadmap")
def test_each_roadmap_has_its_own_draft_and_history(client: Client, grace: User) -> None:
    first = curriculum().roadmap.uid
    change(grace, SECOND, OWN, title="Batching")
    assert (len(content_of(SECOND).changes), len(content_of(first).changes)) == (1, 0)
    publish(grace, SECOND)
    assert [version.roadmap.uid for version in RoadmapVersion.objects.all()] == [SECOND, SECOND]
    assert "Batching" not in client.get(reverse("authoring:history", args=[first])).text


@pytest.mark.usefixtures("second_roadmap")
def test_a_section_offers_other_roadmaps_topics_and_an_activity_those_that_are_shared(client: Client) -> None:
    section = client.get(reverse("authoring:edit_node", args=[SECOND, SECTION])).context["form"]
    choices = dict(section.fields["shared_topics"].choices)
    assert {SHARED, "calculus"} <= choices.keys()
    assert OWN not in choices
    activity = client.get(reverse("authoring:edit_node", args=[SECOND, ACTIVITY])).context["form"]
    assert dict(activity.fields["topics"].choices).keys() == {OWN, SHARED}


def test_with_one_roadmap_a_section_has_nothing_to_share(client: Client) -> None:
    url = reverse("authoring:edit_node", args=[Roadmap.objects.get().uid, "mathematics"])
    assert "shared_topics" not in client.get(url).context["form"].fields


@pytest.mark.usefixtures("second_roadmap")
@pytest.mark.parametrize(
    ("uid", "values"),
    [
        (SECTION, {"shared_topics": ()}),  # an activity still refers to it
        (SECTION, {"shared_topics": (SHARED, OWN)}),
        (ACTIVITY, {"topics": ("calculus",)}),
    ],
)
def test_a_wrong_reference_keeps_the_draft_from_being_published(grace: User, uid: str, values: object) -> None:
    assert isinstance(values, dict)
    assert change(grace, SECOND, uid, **values).blocking_problems
    with pytest.raises(RefusedError):
        publish(grace, SECOND)


@pytest.mark.usefixtures("second_roadmap")
def test_a_shared_topic_is_edited_in_its_own_roadmap(client: Client) -> None:
    owners = {uid: client.get(reverse("authoring:edit_current", args=[uid]))["Location"] for uid in (SHARED, OWN)}
    assert owners[SHARED] == reverse("authoring:edit_node", args=[curriculum().roadmap.uid, SHARED])
    assert owners[OWN] == reverse("authoring:edit_node", args=[SECOND, OWN])
    assert client.get(reverse("authoring:edit_current", args=["nothing"])).status_code == 404


# ---------------------------------------------------------------- retiring and order


def retire(person: User, roadmap: Roadmap) -> None:
    edit_draft(
        person=person, roadmap=roadmap, action="Retired", operation=lambda table: retire_node(table, roadmap.uid)
    )
    publish(person, roadmap.uid)


def test_the_only_roadmap_cannot_be_retired(roadmap: None, grace: User) -> None:
    with pytest.raises(RefusedError, match=ONLY_ROADMAP):
        retire(grace, Roadmap.objects.get())


def test_whoever_followed_a_retired_roadmap_sees_the_first(
    second_roadmap: Roadmap, grace: User, ada: User, client_of: Callable[[User], Client]
) -> None:
    choose_roadmap(learner=ada, roadmap=second_roadmap)
    retire(grace, second_roadmap)
    assert Client().get(f"/roadmaps/{SECOND}/").status_code == 404
    assert client_of(ada).get("/roadmap/").context["page"].outline.roadmap.uid != SECOND


def test_going_back_to_a_version_does_not_hide_the_roadmap(roadmap: None, grace: User) -> None:
    """Its first version is from before it was shown."""
    outline = for_new_roadmap(read_outline(b"# Diffusion\n\n## Basics\n\n### Noise\n"))
    added = add_roadmap(person=grace, document=outline.document)
    publish(grace, added.uid)
    change(grace, added.uid, added.uid, summary="From noise to pictures.")
    publish(grace, added.uid)
    publish_version_again(person=grace, version=RoadmapVersion.objects.get(roadmap=added, number=1))
    added.refresh_from_db()
    assert (added.summary, added.retired) == ("", False)


def test_retiring_a_roadmap_is_previewed_for_those_who_follow_it_and_needs_its_title(
    client: Client, grace: User, follower: User, second_roadmap: Roadmap
) -> None:
    edit_draft(
        person=grace, roadmap=second_roadmap, action="Retired", operation=lambda table: retire_node(table, SECOND)
    )
    content = content_of(SECOND)
    assert affected(content) == {follower.pk}
    draft = content.draft
    assert draft
    publish_url, values = (
        reverse("authoring:publish", args=[SECOND]),
        {"state": draft_content(draft.roadmap).state, "note": ""},
    )
    client.post(publish_url, values)
    assert Client().get(f"/roadmaps/{SECOND}/").status_code == 200
    client.post(publish_url, {**values, "title": second_roadmap.title})
    assert Client().get(f"/roadmaps/{SECOND}/").status_code == 404


def test_going_back_to_a_version_shows_a_roadmap_that_was_retired_since(grace: User, second_roadmap: Roadmap) -> None:
    change(grace, SECOND, SECOND, summary="From weights to an endpoint.")
    publish(grace, SECOND)
    shown = RoadmapVersion.objects.filter(roadmap=second_roadmap).latest("number")
    retire(grace, second_roadmap)
    publish_version_again(person=grace, version=shown)
    assert Client().get(f"/roadmaps/{SECOND}/").status_code == 200


def test_the_order_decides_which_one_visitors_see(client: Client, second_roadmap: Roadmap) -> None:
    page = client.get(reverse("authoring:roadmap_list"))
    assert [row.uid for row, _ in page.context["rows"]][-1] == SECOND
    client.post(reverse("authoring:move_roadmap", args=[SECOND]), {"by": "up"})
    assert curriculum().roadmap == second_roadmap
    assert "A first endpoint" in Client().get("/roadmap/phases/1/").text


# ---------------------------------------------------------------- what a change means for whom


@pytest.fixture
def follower(second_roadmap: Roadmap, ada: User, carl: User) -> User:
    """Ada follows the second roadmap, and Carl the first. Both have a plan."""
    for learner in (ada, carl):
        start = ada.today - timedelta(weeks=1)
        StudyPlan.objects.create(learner=learner, start=start, minutes_a_day=60, weekdays="12345")
    choose_roadmap(learner=ada, roadmap=second_roadmap)
    return ada


def affected(content: DraftContent) -> set[int]:
    return {row.learner for row in impact_of(content.roadmap, after=content.table, now=timezone.now()).rows}


def test_a_change_of_one_roadmap_means_nothing_to_those_who_follow_another(grace: User, follower: User) -> None:
    content = change(grace, SECOND, ACTIVITY, hours=HoursRange(900, 990))
    assert affected(content) == {follower.pk}


def test_a_change_of_a_shared_topic_is_previewed_for_all_who_have_it(
    grace: User, follower: User, carl: User, second_roadmap: Roadmap
) -> None:
    """In the second roadmap no activity counts hours for it, so its own estimate does."""
    change(grace, SECOND, "serving-phase.model", hours=None)
    publish(grace, SECOND)
    content = change(grace, curriculum().roadmap.uid, SHARED, hours=HOURS)
    assert follower.pk in affected(content)
    assert Topic.objects.get(uid=SHARED).hours != HOURS
