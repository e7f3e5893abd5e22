"""Resources of a topic: ticked, and logged in the same click."""

from django.db import transaction

from accounts.models import User
from curriculum.models import Resource, Topic
from lib.undo_tokens import make_undo_token, read_undo_token
from progress.hours.actions import log_study
from progress.hours.models import StudyEntry
from progress.log_line.study_line import MAX_NOTE_CHARS, StudyLine, check_bounds
from progress.topic.models import ResourceMark


@transaction.atomic
def study_resource(*, learner: User, resource: Resource, topic: Topic, minutes: int = 0, is_done: bool = False) -> str:
    """Log ``minutes`` of today on it, if there are any, and tick it if it is done. Returns an undo token.

    The entry has the resource's kind of study and its title as a note.

    Raises:
        LogLineError: more minutes than a day has.
        RefusedError: the day is full, or the topic is no longer in the roadmap.
    """
    entry, is_new = None, False
    if minutes:
        check_bounds(minutes, learner.today, today=learner.today)
        note = resource.title[:MAX_NOTE_CHARS]
        line = StudyLine(minutes=minutes, kind=resource.medium, day=learner.today, topic_uid=topic.uid, note=note)
        entry = log_study(learner=learner, study=line)
    if is_done:
        _, is_new = ResourceMark.objects.get_or_create(learner=learner, resource=resource)
    return make_undo_token(
        "resource",
        learner,
        {"topic": topic.uid, "entry": str(entry.uid) if entry else "", "resource": resource.pk if is_new else None},
    )


def untick_resource(*, learner: User, resource: Resource) -> None:
    """Remove the tick. What was logged stays."""
    ResourceMark.objects.filter(learner=learner, resource=resource).delete()


@transaction.atomic
def undo_resource(*, learner: User, undo_token: str) -> str:
    """Delete the entry and the tick that it made. Returns the topic's uid."""
    state = read_undo_token("resource", learner, undo_token, otherwise="Change the entry on the hours page.")
    if state["entry"]:
        StudyEntry.objects.of(learner).filter(uid=state["entry"]).delete()
    if state["resource"]:
        ResourceMark.objects.filter(learner=learner, resource=state["resource"]).delete()
    return str(state["topic"])
