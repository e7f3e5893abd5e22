"""A learner's own notes: beside what they are about, and all of them together."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from accounts.models import User
from curriculum.models import Subtopic, Topic
from progress.notes.models import Note

NOTES_PER_PAGE = 20


def anchor_of(of: Topic | Subtopic) -> str:
    """The id of a note's place. Without dots: htmx finds by "#id" what outlives a change of the page around it."""
    return f"note-{of.uid.replace('.', '_')}"


@dataclass(frozen=True)
class NotePlace:
    """A topic or part, with its note if there is one."""

    of: Topic | Subtopic
    note: Note | None = None

    @property
    def kind(self) -> str:
        return "subtopic" if isinstance(self.of, Subtopic) else "topic"

    @property
    def anchor(self) -> str:
        return anchor_of(self.of)

    @property
    def topic(self) -> Topic:
        return self.of.topic if isinstance(self.of, Subtopic) else self.of

    @property
    def is_current(self) -> bool:
        """There is a page that shows it."""
        return not (self.of.retired or self.topic.retired)


@dataclass(frozen=True)
class NotesPage:
    page: "Page[Note]"
    query: str
    total: int
    """The number of all notes, also of those that don't match."""

    @property
    def places(self) -> list[NotePlace]:
        return [NotePlace(note.of, note) for note in self.page]

    @property
    def sentence(self) -> str:
        if not self.total:
            return "No notes yet. You can write one on each topic and each of its parts."
        if not self.query:
            return f"{self.total} note{'' if self.total == 1 else 's'}, in the roadmap’s order."
        match_count = self.page.paginator.count
        return f"{match_count or 'None'} of {self.total} note{'' if self.total == 1 else 's'} with “{self.query}”."


def notes_page(learner: User, *, query: str, number: str) -> NotesPage:
    """Read one page of the notes that match. Three queries."""
    notes = _in_order(learner)
    matches = notes.filter(Q(text__icontains=query) | _title_matches(query)) if query else notes
    return NotesPage(Paginator(matches, NOTES_PER_PAGE).get_page(number), query, notes.count())


def _in_order(learner: User) -> QuerySet[Note]:
    rows = Note.objects.filter(learner=learner).select_related("topic__section", "subtopic__topic")
    return rows.order_by("topic__section__order", "topic__order", "topic", "subtopic__order", "pk")


def _title_matches(query: str) -> Q:
    return Q(topic__title__icontains=query) | Q(subtopic__title__icontains=query)


def place_of(learner: User, of: Topic | Subtopic) -> NotePlace:
    notes_of_learner = Note.objects.filter(learner=learner)
    notes = (
        notes_of_learner.filter(subtopic=of)
        if isinstance(of, Subtopic)
        else notes_of_learner.filter(topic=of, subtopic=None)
    )
    return NotePlace(of, notes.first())


def notes_on(learner: User, topic: Topic) -> Mapping[int | None, Note]:
    """The notes on a topic by part; the key of the topic's own is None. One query."""
    notes = Note.objects.filter(Q(topic=topic, subtopic=None) | Q(subtopic__topic=topic), learner=learner)
    return {note.subtopic_id: note for note in notes}
