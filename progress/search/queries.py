"""Search: topics, their parts, exercises, resources, phases, checkpoints, pages, and the learner's own notes."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from django.urls import reverse

from accounts.models import User
from curriculum.models import Checkpoint, CurriculumVersion, Phase, Resource, Roadmap, Subtopic, Topic
from exercises.explorables.catalogue import EXPLORABLES
from exercises.models import Exercise
from lib.cache import VersionedCache
from progress.notes.models import Note
from progress.notes.queries import NotePlace, anchor_of
from progress.roadmap.curriculum import RoadmapAddresses

MAX_QUERY_CHARACTERS = 100
MIN_CHARACTERS_INSIDE = 3  # of a query that is found as initials, or inside a word
_WORD = re.compile(r"\w+")
HITS_PER_KIND, NOTES = 6, 6
EXCERPT_CHARACTERS = 120
NO_MATCH = "Nothing matches “{}”. Try fewer or shorter words."
KINDS = ("Topics", "Parts of topics", "Exercises", "Figures to explore", "Phases and checkpoints", "Resources", "Pages")
PAGES = (  # title, view, keywords, only for signed-in learners
    ("Roadmap", "progress:roadmap", "map path topics phases", False),
    ("How to use the roadmap", "progress:guide", "guide stars pace tracks resources advice", False),
    ("Exercises", "exercises:exercise_list", "problems code practice", False),
    ("Explore", "explorables:explorable_list", "figures sliders interactive ideas", False),
    ("Status", "status", "workers runners health version", False),
    ("Log time and study hours", "progress:hours", "timer diary heat map import csv", True),
    ("Plan", "progress:plan", "forecast finish date pause calendar what if", True),
    ("Checkpoints", "progress:checkpoint_list", "criteria proven claimed", True),
    ("Review", "progress:review", "spaced repetition due", True),
    ("Your notes", "progress:notes", "notes", True),
    ("Your questions", "cohorts:thread_list", "mentor help thread", True),
    ("Your cohorts", "cohorts:cohort_list", "class group mentor", True),
    ("Notifications", "notices:notice_list", "messages news", True),
    ("Settings", "accounts:settings", "account background time zone", True),
    ("Sessions", "accounts:sign_ins", "devices sign out", True),
    ("API tokens", "accounts:api_tokens", "rest script", True),
    ("Export or delete your data", "personal_data:personal_data", "download archive privacy account", True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchEntry:
    """Something with a page. ``where`` says what it belongs to; ``keywords`` find it, but less well than its title.

    ``initials`` of the title find it too: "bpe" is byte-pair encoding.
    """

    kind: str
    title: str
    url: str
    where: str = ""
    keywords: str = ""
    title_words: tuple[str, ...] = field(init=False)
    other_words: tuple[str, ...] = field(init=False)
    initials: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "title_words", words_of(self.title))
        object.__setattr__(self, "other_words", words_of(f"{self.where} {self.keywords}"))
        object.__setattr__(self, "initials", "".join(word[0] for word in self.title_words))


def words_of(text: str) -> tuple[str, ...]:
    """Lower-case words without accents, so that "Schrodinger" finds "Schrödinger"."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return tuple(_WORD.findall("".join(letter for letter in letters if not unicodedata.combining(letter))))


def score(entry: SearchEntry, words: tuple[str, ...]) -> int:
    """0 if a word is missing; more if words begin or equal those of the title."""
    if entry.title_words == words:
        return 10 * len(words) + 5
    scores = [_score_of(entry, word) for word in words]
    return sum(scores) if all(scores) else 0


def _score_of(entry: SearchEntry, word: str) -> int:
    if word in entry.title_words:
        return 8
    if any(other.startswith(word) for other in entry.title_words):
        return 6
    if any(other.startswith(word) for other in entry.other_words):
        return 2
    if len(word) < MIN_CHARACTERS_INSIDE:
        return 0
    return 3 if entry.initials.startswith(word) or any(word in other for other in entry.title_words) else 0


@dataclass(frozen=True)
class NoteHit:
    place: NotePlace
    excerpt: str

    @property
    def url(self) -> str:
        return reverse("progress:topic_detail", args=[self.place.topic.uid]) + f"#{self.place.anchor}"


@dataclass(frozen=True, kw_only=True)
class SearchPage:
    """``groups`` are the hits by kind, best first; the group with the best hit comes first."""

    query: str
    groups: list[tuple[str, list[SearchEntry]]]
    notes: list[NoteHit]

    @property
    def sentence(self) -> str:
        if not self.query:
            return ""
        count = sum(len(entries) for _, entries in self.groups) + len(self.notes)
        if not count:
            return NO_MATCH.format(self.query)
        return f"{count} result{'' if count == 1 else 's'} for “{self.query}”."


def search_page(learner: User | None, query: str) -> SearchPage:
    """Four queries at most: the version of the curriculum, and two for a learner's notes."""
    query = query.replace("\0", "").strip()[:MAX_QUERY_CHARACTERS]
    words = words_of(query)
    entries = [*_pages(is_learner=learner is not None), *search_entries()] if words else []
    notes = _notes(learner, query) if learner and words else []
    return SearchPage(query=query, groups=_best(entries, words), notes=notes)


def _best(entries: list[SearchEntry], words: tuple[str, ...]) -> list[tuple[str, list[SearchEntry]]]:
    scores = {entry: points for entry in entries if (points := score(entry, words))}
    in_kinds = sorted(scores, key=lambda entry: (KINDS.index(entry.kind), -scores[entry]))  # stable: roadmap's order
    groups = []
    for kind, group in groupby(in_kinds, key=lambda entry: entry.kind):
        hits = list(group)
        least = scores[hits[0]] / 2  # beside a match of a title, the parts of a topic with such a title are noise
        groups.append((kind, [entry for entry in hits if scores[entry] >= least][:HITS_PER_KIND]))
    return sorted(groups, key=lambda group: -scores[group[1][0]])


def _pages(*, is_learner: bool) -> Iterator[SearchEntry]:
    for title, view, keywords, is_personal in PAGES:
        if is_learner or not is_personal:
            yield SearchEntry(kind="Pages", title=title, url=reverse(view), keywords=keywords)


def _read_entries() -> tuple[SearchEntry, ...]:
    return (*_phases(), *_topics(), *_parts(), *_exercises(), *_explorables(), *_resources())


def _phases() -> Iterator[SearchEntry]:
    kind = "Phases and checkpoints"
    site_roadmaps = tuple(Roadmap.objects.current())
    for roadmap in site_roadmaps:
        addresses = RoadmapAddresses.among(site_roadmaps, roadmap)
        where = "" if addresses.is_only else roadmap.title
        for phase in Phase.objects.current().filter(roadmap=roadmap):
            url, title = addresses.phase(phase.number), f"Phase {phase.number}: {phase.title}"
            yield SearchEntry(kind=kind, title=title, url=url, where=where, keywords=phase.label)
    rows = Checkpoint.objects.current().filter(phase__retired=False, phase__roadmap__retired=False)
    rows = rows.filter(criteria__retired=False).distinct()
    for checkpoint in rows.order_by("phase__roadmap__order", "phase__order", "order"):
        url = reverse("progress:checkpoint_detail", args=[checkpoint.uid])
        yield SearchEntry(kind=kind, title=checkpoint.title, url=url, keywords="checkpoint")


def _topics() -> Iterator[SearchEntry]:
    rows = Topic.objects.current().filter(section__retired=False, section__roadmap__retired=False)
    for topic in rows.select_related("section").order_by("section__roadmap__order", "section__order", "order"):
        url = reverse("progress:topic_detail", args=[topic.uid])
        keywords = f"{topic.label} {topic.uid}"
        yield SearchEntry(kind="Topics", title=topic.title, url=url, where=topic.section.title, keywords=keywords)


def _parts() -> Iterator[SearchEntry]:
    rows = Subtopic.objects.current().filter(topic__retired=False, topic__section__retired=False)
    rows = rows.filter(topic__section__roadmap__retired=False).select_related("topic")
    for part in rows.order_by("topic__section__roadmap__order", "topic__section__order", "topic__order", "order"):
        url = reverse("progress:topic_detail", args=[part.topic.uid]) + f"#{anchor_of(part)}"
        yield SearchEntry(kind="Parts of topics", title=part.title, url=url, where=part.topic.title)


def _exercises() -> Iterator[SearchEntry]:
    for slug, title, summary in Exercise.objects.on_offer().values_list("slug", "title", "summary"):
        url = reverse("exercises:exercise_detail", args=[slug])
        yield SearchEntry(kind="Exercises", title=title, url=url, keywords=f"{slug} {summary}")


def _explorables() -> Iterator[SearchEntry]:
    for explorable in EXPLORABLES:
        url, keywords = explorable.get_absolute_url(), f"{explorable.keywords} explore"
        yield SearchEntry(kind="Figures to explore", title=explorable.title, url=url, keywords=keywords)


def _resources() -> Iterator[SearchEntry]:
    site_roadmaps = tuple(Roadmap.objects.current())
    guides = {roadmap.pk: RoadmapAddresses.among(site_roadmaps, roadmap).guide for roadmap in site_roadmaps}
    for resource in Resource.objects.current().filter(roadmap__retired=False).prefetch_related("topics"):
        topics = [topic for topic in resource.topics.all() if not topic.retired]
        page = reverse("progress:topic_detail", args=[topics[0].uid]) if topics else guides[resource.roadmap_id]
        keywords = " ".join([resource.area, resource.label, *(topic.title for topic in topics)])
        yield SearchEntry(
            kind="Resources",
            title=resource.title,
            url=page,
            where=resource.by,
            keywords=keywords,
        )


def _notes(learner: User, query: str) -> list[NoteHit]:
    rows = Note.objects.filter(learner=learner, text__icontains=query, topic__retired=False)
    rows = rows.exclude(subtopic__retired=True).select_related("topic", "subtopic__topic").order_by("-written_at")
    return [NoteHit(NotePlace(note.of, note), _excerpt(note.text, query)) for note in rows[:NOTES]]


def _excerpt(text: str, query: str) -> str:
    """Some of the text around the match, on one line."""
    start = max(0, text.casefold().find(query.casefold()) - EXCERPT_CHARACTERS // 3)
    piece = " ".join(text[start : start + EXCERPT_CHARACTERS].split())
    return f"{'… ' if start else ''}{piece}{' …' if len(text) > start + EXCERPT_CHARACTERS else ''}"


search_entries = VersionedCache(_read_entries, current_version=CurriculumVersion.current)
"""All that is found beside pages and notes. Cached in the process until the curriculum changes."""
