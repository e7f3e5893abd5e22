"""One topic: what it says, its parts with the learner's marks, and hours against the estimate."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef, Sum
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from accounts.models import Background, User
from curriculum.models import Activity, Checkpoint, ItemKind, Resource, Subtopic, Topic
from curriculum.questions import Blank, Question
from curriculum.ranges import HoursRange
from progress import habits, rules
from progress.models import MarkState, Note, StudyEntry, TopicMark
from progress.queries.curriculum import Curriculum, curriculum
from progress.queries.facts import Facts, facts_of
from progress.queries.hours import EntryLine
from progress.queries.notes import Place, anchor_of, notes_on
from progress.queries.outline import TopicLine, counted_marks, topic_line
from progress.rules import State

RECENT_ENTRIES = 5
STAND_IN = "TOKEN-OF-THE-READER"  # in kept forms, until a reader gets them
NOTE_HERE = re.compile(r"NOTE-OF-THE-READER-(\d+)\.")  # in kept parts, by the part's number


@dataclass(frozen=True)
class ItemList:
    """One of the lists a topic or part may have: its heading and its lines."""

    kind: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class PartLine:
    """A subtopic with everything a learner sees of it, and its own parts."""

    part: Subtopic
    hours: HoursRange | None
    state: State
    text: SafeString
    """What it says, with its lists: the same for everybody."""
    note: SafeString
    advice: str
    """Where it was skipped: whether that counts as done."""
    parts: tuple["PartLine", ...]

    @property
    def anchor(self) -> str:
        """Of its note."""
        return anchor_of(self.part)


@dataclass(frozen=True)
class Group:
    """Parts under one heading of the topic, or under none."""

    title: str
    parts: tuple[PartLine, ...]


@dataclass(frozen=True)
class TopicPage:
    topic: Topic
    line: TopicLine
    course: Curriculum
    facts: Facts
    learner: User | None
    lists: Mapping[str, ItemList]
    activities: Sequence[tuple[Activity, HoursRange | None]]
    """Those about it, with their hours."""
    checkpoints: Sequence[Checkpoint]
    resources: Sequence[Resource]
    entries: Sequence[EntryLine]
    is_refresher: bool
    experience: habits.Experience | None
    notes: Mapping[int | None, Note]
    """By part, None for the topic's own."""

    @property
    def background(self) -> str:
        return Background.REFRESHER if self.is_refresher else Background.FROM_SCRATCH

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Its parts with the learner's marks."""
        return self._groups(lambda part: _note_html(part, self.notes.get(part.pk)))

    @property
    def note(self) -> SafeString:
        """The topic's own, or the link that begins one."""
        return _note_html(self.topic, self.notes.get(None))

    def parts_for(self, token: str) -> SafeString:
        """The groups as HTML, made once for all whose marks are alike; then come the reader's own token and notes.

        What is kept holds stand-ins for both, so nothing private is ever in it.
        """
        marks = tuple(self.facts.part_marks.get(part.pk) for part in self._parts)
        noted = tuple(part.pk for part in self._parts if part.pk in self.notes)
        key = ("parts", self.topic.pk, self.background, self.learner is not None, marks, noted)
        kept = self.course.pieces.get(key, self._parts_html).replace(STAND_IN, token)
        by_number = {part.pk: part for part in self._parts}

        def own(found: re.Match[str]) -> str:
            part = by_number[int(found[1])]
            return _note_html(part, self.notes.get(part.pk))

        return mark_safe(NOTE_HERE.sub(own, kept))  # noqa: S308  # templates made it

    @property
    def _parts(self) -> Sequence[Subtopic]:
        return self.course.parts.get(self.topic.pk, ())

    def _parts_html(self) -> str:
        groups = self._groups(lambda part: _note_stand_in(part, self.notes))
        return render_to_string("progress/parts.html", {"groups": groups, "user": self.learner, "csrf_token": STAND_IN})

    def _groups(self, note: Callable[[Subtopic], SafeString]) -> tuple[Group, ...]:
        return _groups(self.course, self.topic, self.facts, self.background, note)

    @property
    def anchor(self) -> str:
        """Of its note."""
        return anchor_of(self.topic)

    @property
    def news(self) -> str:
        """ "2.5 to 7.5 h left of 10 to 15 h; 0 of 15 exercises passed." The estimate alone is told elsewhere."""
        budget, said = self.line.budget, []
        if budget.minutes and budget.left_said:
            said.append(f"{budget.left_said} left of {budget.estimate}")
        if self.line.exercises:
            said.append(self.line.exercises_said)
        return "; ".join(said).capitalize() + "." if said else ""

    @property
    def progress(self) -> str:
        """How many of its parts are done; nothing where it has no parts."""
        if self.learner is None:
            return ""
        return rules.parts_sentence(counted_marks(self.course, self.topic, self.facts.part_marks))

    @property
    def to_skip(self) -> int:
        """How many things the roadmap says to skip: they are none of its parts."""
        return len(self.lists[ItemKind.SKIP].lines) if ItemKind.SKIP in self.lists else 0

    @property
    def advice(self) -> str:
        return rules.skip_sentence(self.line.state, advised=bool(self.topic.skip_if))

    @property
    def work(self) -> list[ItemList]:
        """What to do, in the order in which one does it."""
        return self._some(ItemKind.PATH, ItemKind.PRACTICE, ItemKind.KEY_IDEAS, ItemKind.TIME_ALLOCATION)

    @property
    def aside(self) -> list[ItemList]:
        """What not to do, or not yet."""
        return self._some(
            ItemKind.SURVEY, ItemKind.WHAT_YOU_NEED, ItemKind.SKIP, ItemKind.DONT_IMPLEMENT, ItemKind.GOOD_TO_HAVE,
            ItemKind.ADD_LATER, ItemKind.WHEN,
        )  # fmt: skip

    def _some(self, *kinds: str) -> list[ItemList]:
        return [self.lists[kind] for kind in kinds if kind in self.lists]


def topic_page(learner: User | None, uid: str) -> TopicPage | None:
    """None when there is no such topic, or no more."""
    course = curriculum()
    topic = next((row for row in course.topics.values() if row.uid == uid), None) or _without_section(uid)
    if topic is None:
        return None
    background = learner.hours_background if learner else Background.FROM_SCRATCH
    facts = facts_of(learner)
    line = topic_line(topic, course, facts, background)
    return TopicPage(
        topic,
        line,
        course,
        facts,
        learner,
        {items.kind: items for items in item_lists(topic)},
        _activities(course, topic, background),
        _gates(course, topic),
        [row for row in topic.resources.all() if not row.retired],
        [EntryLine(*row) for row in _ENTRIES(learner=learner.pk, topic=topic.pk)] if learner else [],
        is_refresher=background == Background.REFRESHER,
        notes=notes_on(learner, topic) if learner else {},
        experience=habits.experience(minutes_of_others(learner, topic, background), line.budget.estimate),
    )


def _activities(course: Curriculum, topic: Topic, background: str) -> list[tuple[Activity, HoursRange | None]]:
    legs = (leg for legs in course.legs.values() for leg in legs if topic.pk in leg.topics)
    return [(leg.of, leg.hours[background]) for leg in legs if isinstance(leg.of, Activity)]


def _without_section(uid: str) -> Topic | None:
    """A topic whose section is retired: not on the roadmap, but there for whoever comes by an old link."""
    return Topic.objects.current().select_related("section").filter(uid=uid).first()


_ENTRIES = Question(
    lambda: (
        StudyEntry.objects.filter(learner=Blank("learner"), topic=Blank("topic"))
        .newest_first()
        .values_list("uid", "day", "kind", "minutes", "note")[:RECENT_ENTRIES]
    )
)
_DONE = TopicMark.objects.filter(
    learner=OuterRef("learner"), topic=OuterRef("topic"), subtopic=None, state__in=[MarkState.DONE, MarkState.REVIEW]
)
_OTHERS = Question(
    lambda: (
        StudyEntry.objects.filter(Exists(_DONE), topic=Blank("topic"), learner__background=Blank("background"))
        .order_by()
        .values_list("learner_id")
        .annotate(total=Sum("minutes"))
    )
)


def minutes_of_others(learner: User | None, topic: Topic, background: str) -> list[int]:
    """What learners of the same background logged on a topic that they call done."""
    totals = _OTHERS(topic=topic.pk, background=background)
    return [minutes for other, minutes in totals if learner is None or other != learner.pk]


def item_lists(node: Topic | Subtopic) -> tuple[ItemList, ...]:
    lines: dict[str, list[str]] = defaultdict(list)
    for item in node.items.all():
        lines[item.kind].append(item.text_html)
    titles = dict(ItemKind.choices)
    return tuple(ItemList(kind, str(titles[kind]).capitalize(), tuple(lines[kind])) for kind in titles if kind in lines)


def _note_html(of: Topic | Subtopic, note: Note | None) -> SafeString:
    return render_to_string("progress/note.html", {"place": Place(of, note)})


def _note_stand_in(part: Subtopic, notes: Mapping[int | None, Note]) -> SafeString:
    return mark_safe(f"NOTE-OF-THE-READER-{part.pk}.") if part.pk in notes else _note_html(part, None)  # noqa: S308


def _part_text(part: Subtopic) -> str:
    return render_to_string("progress/part_text.html", {"part": part, "lists": item_lists(part)})


def _gates(course: Curriculum, topic: Topic) -> list[Checkpoint]:
    """The checkpoints with a criterion about it."""
    gates = [gate for phase in course.phases for gate in course.checkpoints.get(phase.pk, ())]
    return [
        gate for gate in gates if any(topic in criterion.topics.all() for criterion in course.criteria.get(gate.pk, ()))
    ]


def _groups(
    course: Curriculum, topic: Topic, facts: Facts, background: str, note: Callable[[Subtopic], SafeString]
) -> tuple[Group, ...]:
    """The topic's parts as a tree, the topmost grouped by the part of the topic they belong to."""
    children: dict[int | None, list[Subtopic]] = defaultdict(list)
    for part in course.parts.get(topic.pk, ()):
        children[part.parent_id].append(part)

    def line(part: Subtopic) -> PartLine:
        below = tuple(line(child) for child in children[part.pk])
        advised = bool(part.skip_if or topic.skip_if)
        inner = [rules.counted(child.state.as_mark, advised=advised) for child in below]
        state = rules.topic_state(mark=facts.part_marks.get(part.pk), parts=inner, begun=False)
        text = course.pieces.get(("part", part.pk), lambda: _part_text(part))
        advice = rules.skip_sentence(state, advised=advised)
        return PartLine(part, part.hours_for(background), state, text, note(part), advice, below)

    groups: list[tuple[str, list[PartLine]]] = []
    for part in children[None]:
        if not groups or groups[-1][0] != part.part:
            groups.append((part.part, []))
        groups[-1][1].append(line(part))
    return tuple(Group(title, tuple(lines)) for title, lines in groups)
