"""What follows from the facts: states, hours left, what is next, whether a checkpoint holds. No ORM, no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from curriculum.ranges import HoursRange
from progress.durations import MINUTES_IN_A_DAY, hours_together, say_minutes, tenths, together

Uid = TypeVar("Uid")
BALANCED_WITHIN = 5  # percent points: nearer than that, no kind of study needs naming
NEXT_VERB = {"coding": "write some code", "reading": "read something", "watching": "watch a lecture"}


class State(StrEnum):
    """Where a learner stands with a topic or a part of one."""

    TODO = "todo"
    DOING = "doing"
    DONE = "done"
    SKIPPED = "skipped"
    REVIEW = "review"

    @property
    def is_learned(self) -> bool:
        """Done, be it that the learner wants to see it again."""
        return self in (State.DONE, State.REVIEW)

    @property
    def is_closed(self) -> bool:
        """Nothing is left to do: learned, or left out on purpose."""
        return self.is_learned or self == State.SKIPPED

    @property
    def said(self) -> str:
        return {State.TODO: "to do", State.DOING: "in progress", State.REVIEW: "to review"}.get(self, self.value)

    @property
    def moves(self) -> tuple["Move", ...]:
        """To each of the other states, the likeliest first."""
        return tuple(MOVES[state] for state in LIKELIEST[self] if state != self)

    @property
    def as_mark(self) -> str | None:
        """As the mark that would say it: none for what is still to do."""
        return None if self == State.TODO else self.value


@dataclass(frozen=True)
class Move:
    """A change of state as a button says it: its word, and what leads from it to the name of what is marked."""

    to: State
    word: str
    link: str = " "


MOVES = {
    State.TODO: Move(State.TODO, "To do", ": "),
    State.DOING: Move(State.DOING, "Begin"),
    State.DONE: Move(State.DONE, "Done", " with "),
    State.SKIPPED: Move(State.SKIPPED, "Skip"),
    State.REVIEW: Move(State.REVIEW, "Review later", ": "),
}
LIKELIEST = {
    State.TODO: (State.DOING, State.DONE, State.SKIPPED, State.REVIEW),
    State.DOING: (State.DONE, State.REVIEW, State.SKIPPED, State.TODO),
    State.DONE: (State.REVIEW, State.DOING, State.SKIPPED, State.TODO),
    State.SKIPPED: (State.DOING, State.DONE, State.REVIEW, State.TODO),
    State.REVIEW: (State.DONE, State.DOING, State.SKIPPED, State.TODO),
}


def counted(mark: str | None, *, advised: bool) -> str | None:
    """A part's mark as it counts for its topic: skipping what the roadmap says to skip is done."""
    return State.DONE.value if advised and mark == State.SKIPPED else mark


def topic_state(*, mark: str | None, parts: Sequence[str | None], begun: bool) -> State:
    """The learner's word on the topic decides; without one, its parts' marks and whether anything was begun.

    ``parts`` has the mark of every part, None for those without one; ``begun`` is time logged or an exercise tried.
    """
    if mark:
        return State(mark)
    if parts and all(part and State(part).is_closed for part in parts):
        return State.SKIPPED if all(part == State.SKIPPED for part in parts) else State.DONE
    return State.DOING if begun or any(parts) else State.TODO


def skip_sentence(state: State, *, advised: bool) -> str:
    """What a skip counts as; nothing where nothing was skipped."""
    if state != State.SKIPPED:
        return ""
    return (
        "Left out, as the roadmap advises: counts as done." if advised else "Skipped: it counts as left out, not done."
    )


def topics_sentence(topics: Sequence[tuple[State, bool]]) -> str:
    """ "3 of 5 topics done, 1 of them left out as the roadmap advises; 1 skipped."

    Each state comes with whether the roadmap says to skip the topic.
    """
    if not topics:
        return ""
    left_out = sum(state == State.SKIPPED and advised for state, advised in topics)
    skipped = sum(state == State.SKIPPED for state, _ in topics) - left_out
    done = sum(state.is_learned for state, _ in topics) + left_out
    said = f"{done} of {len(topics)} topic{'' if len(topics) == 1 else 's'} done"
    if left_out:
        said += f", {left_out} of them left out as the roadmap advises"
    return said + (f"; {skipped} skipped." if skipped else ".")


def parts_sentence(marks: Sequence[str | None]) -> str:
    """ "4 of 7 parts done, 1 skipped." """
    if not marks:
        return ""
    done = sum(mark is not None and State(mark).is_learned for mark in marks)
    skipped = sum(mark == State.SKIPPED for mark in marks)
    return f"{done} of {len(marks)} parts done{f', {skipped} skipped' if skipped else ''}."


@dataclass(frozen=True)
class Budget:
    """Minutes logged on something against its estimate. ``closed``: nothing is left to do, whatever was logged."""

    minutes: int
    estimate: HoursRange | None
    closed: bool = False

    @property
    def left(self) -> HoursRange | None:
        """Hours left; they and the hours logged add up to the estimate, as printed. None without an estimate."""
        if self.estimate is None:
            return None
        if self.closed:
            return HoursRange(0, 0)
        return HoursRange(max(0, self.estimate.low - self.spent), max(0, self.estimate.high - self.spent))

    @property
    def spent(self) -> int:
        """Tenths of an hour logged: how far a bar of ``most`` is filled."""
        return tenths(self.minutes)

    @property
    def most(self) -> int:
        """Tenths of an hour that the bar is long; what was logged beyond the estimate does not overflow it."""
        return max(self.estimate.high if self.estimate else 0, self.spent, 1)

    @property
    def left_said(self) -> str:
        """ "1.6 to 5.6 h", "up to 3 h", or nothing where none is left or none was estimated."""
        return say_left(self.left)

    @property
    def sentence(self) -> str:
        if self.estimate is None:
            return f"{hours_together(self.minutes)} logged." if self.minutes else "Nothing logged yet."
        if not self.minutes:
            return f"Nothing logged of an estimated {together(str(self.estimate))}."
        if self.closed or not self.left_said:
            return f"{hours_together(self.minutes)} logged; the estimate is {together(str(self.estimate))}."
        return f"{self.logged_of} logged; {self.left_said} left."

    @property
    def logged_of(self) -> str:
        """ "6.4 of 8 to 12 h"."""
        logged = hours_together(self.minutes)
        return f"{logged.removesuffix(together(' h'))} of {together(str(self.estimate))}" if self.estimate else logged


def say_left(left: HoursRange | None) -> str:
    """ "1.6 to 5.6 h", "up to 3 h", or nothing where none is left or none was estimated."""
    if left is None or not left.high:
        return ""
    return together(str(left)) if left.low else f"up to {together(str(HoursRange(left.high, left.high)))}"


def coarse(hours: HoursRange) -> HoursRange:
    """In whole hours: a sum of estimates is not known to the tenth."""
    return HoursRange((hours.low + 5) // 10 * 10, (hours.high + 5) // 10 * 10)


# ---------------------------------------------------------------- the way


@dataclass(frozen=True)
class Stretch(Generic[Uid]):
    """A phase: its topics in order with their states, and its checkpoint with whether it holds."""

    topics: Sequence[tuple[Uid, State]]
    checkpoint: str | None = None
    checkpoint_holds: bool = False

    @property
    def is_walked(self) -> bool:
        return all(state.is_closed for _, state in self.topics) and (self.checkpoint_holds or not self.checkpoint)


@dataclass(frozen=True)
class Step(Generic[Uid]):
    """The next thing to do: a topic or a checkpoint. Neither: the way is walked."""

    topic: Uid | None = None
    checkpoint: str | None = None


def next_step(way: Sequence[Stretch[Uid]], doing_since: Mapping[Uid, datetime]) -> Step[Uid]:
    """The topic marked "doing" most recently; else the first open one on the way, or a checkpoint in its turn."""
    if doing_since:
        return Step(topic=max(doing_since, key=lambda uid: doing_since[uid]))
    for stretch in way:
        for uid, state in stretch.topics:
            if not state.is_closed:
                return Step(topic=uid)
        if stretch.checkpoint and not stretch.checkpoint_holds:
            return Step(checkpoint=stretch.checkpoint)
    return Step()


# ---------------------------------------------------------------- checkpoints


class Status(StrEnum):
    """How a criterion stands."""

    EVIDENCED = "evidenced"
    ATTESTED = "attested"
    NOT_YET = "not_yet"
    OPEN = "open"

    @property
    def holds(self) -> bool:
        return self in (Status.EVIDENCED, Status.ATTESTED)


class Outcome(StrEnum):
    READY = "ready"
    NOT_YET = "not_yet"
    OPEN = "open"


def criterion_status(*, answer: str | None, evidenced: bool) -> Status:
    """A passed exercise proves it whatever was answered; else the learner's word counts."""
    if evidenced:
        return Status.EVIDENCED
    return {"yes": Status.ATTESTED, "not_yet": Status.NOT_YET}.get(answer or "", Status.OPEN)


def checkpoint_outcome(statuses: Sequence[Status]) -> Outcome:
    """Ready when every criterion holds, not yet as soon as one answer is no, else open. None at all is open."""
    if Status.NOT_YET in statuses:
        return Outcome.NOT_YET
    return Outcome.READY if statuses and all(status.holds for status in statuses) else Outcome.OPEN


def outcome_sentence(statuses: Sequence[Status], *, assessment: bool = False) -> str:
    """How a checkpoint stands, or a self-assessment, which asks what one can do and gates nothing."""
    total, held = len(statuses), sum(status.holds for status in statuses)
    proven = sum(status == Status.EVIDENCED for status in statuses)
    waiting = sum(status == Status.OPEN for status in statuses)
    by = f", {proven} proven by a passed exercise" if proven else ""
    match checkpoint_outcome(statuses):
        case Outcome.READY if assessment:
            return f"You can do all {total}{by}."
        case Outcome.NOT_YET if assessment:
            return f"You can do {held} of {total} so far{by}."
        case Outcome.OPEN if assessment and waiting < total:
            return f"You can do {held} of {total}{by}; {waiting} {'is' if waiting == 1 else 'are'} unanswered."
        case Outcome.READY:
            return f"Ready: all {total} criteria hold{by}."
        case Outcome.NOT_YET:
            return f"Not yet: {held} of {total} criteria hold{by}."
        case Outcome.OPEN if waiting == total:
            return f"{total} {'things to be able to do' if assessment else 'criteria'}, none answered yet."
    return f"{held} of {total} criteria hold{by}; {waiting} {'is' if waiting == 1 else 'are'} unanswered."


def weak_areas(criteria: Iterable[tuple[Status, Sequence[Uid]]]) -> list[Uid]:
    """The topics behind the criteria answered "not yet", each once, in order."""
    return list(dict.fromkeys(topic for status, topics in criteria if status == Status.NOT_YET for topic in topics))


def go_back_sentence(left: Sequence[HoursRange | None]) -> str:
    """Where to go back to, with the hours left there; ``left`` is that of each topic."""
    if not left:
        return ""
    topics, there = ("1 topic", "it") if len(left) == 1 else (f"{len(left)} topics", "them")
    said = say_left(HoursRange.total(hours for hours in left if hours))
    return f"Go back to {topics}{f', with {said} left in {there}' if said else ''}; then answer again."


# ---------------------------------------------------------------- hours


class DayIsFullError(ValueError):
    """More than 24 h on one day; the text says so."""


def check_day_total(*, logged: int, minutes: int, day: date) -> None:
    """Raises DayIsFullError when ``minutes`` more than ``logged`` would make the day longer than a day."""
    if logged + minutes > MINUTES_IN_A_DAY:
        already = f"{day.day} {day:%B} has {say_minutes(logged)} logged already"
        raise DayIsFullError(f"{already}; {say_minutes(minutes)} more is over 24 h.")


def shares(minutes: Mapping[str, int]) -> dict[str, int]:
    """Whole percents that add up to 100 (largest remainder); all 0 when nothing was logged."""
    total = sum(minutes.values())
    if not total:
        return dict.fromkeys(minutes, 0)
    whole = {kind: 100 * part // total for kind, part in minutes.items()}
    by_remainder = sorted(minutes, key=lambda kind: -(100 * minutes[kind] % total))
    for kind in by_remainder[: 100 - sum(whole.values())]:
        whole[kind] += 1
    return whole


def balance_sentence(parts: Mapping[str, int], rule: Mapping[str, int]) -> str:
    """How the hours went against the roadmap's rule, and the gentle next step."""
    asked = ", ".join(together(f"{kind} {percent} %") for kind, percent in rule.items())
    if not any(parts.values()):
        return f"The roadmap asks for {asked}."
    went = ", ".join(together(f"{kind} {parts[kind]} %") for kind in rule)
    went = went[0].upper() + went[1:]
    figures = ", ".join(str(percent) for percent in rule.values())
    short = max(rule, key=lambda kind: rule[kind] - parts[kind])
    if rule[short] - parts[short] <= BALANCED_WITHIN:
        return f"{went}. The rule says {figures}: keep that balance."
    return f"{went}. The rule says {figures}, so next {NEXT_VERB[short]}."


def week_start(day: date) -> date:
    """The Monday of that week."""
    return date.fromordinal(day.toordinal() - day.weekday())


def week_sentence(minutes_by_day: Mapping[date, int], *, today: date, planned: int = 0) -> str:
    """This week against what is planned for it, and the one before if it had any study.

    "4.5 h of the 7 h planned for this week, on 3 days; 6 h the week before." ``planned`` in minutes; 0 is no plan.
    """
    monday = week_start(today)
    this = [minutes for day, minutes in minutes_by_day.items() if monday <= day < monday + timedelta(days=7)]
    before = sum(m for day, m in minutes_by_day.items() if monday - timedelta(days=7) <= day < monday)
    link, of = (";", f"of the {hours_together(planned)} planned for this week") if planned else (",", "")
    last = f"{link} {hours_together(before)} the week before." if before else "."
    if not this:
        return f"Nothing yet {of}{last}" if planned else f"Nothing logged this week yet{last}"
    days = "1 day" if len(this) == 1 else f"{len(this)} days"
    hours = hours_together(sum(this))
    return f"{hours} {of}, on {days}{last}" if planned else f"{hours} on {days} this week{last}"
