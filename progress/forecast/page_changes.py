"""Why the hours left changed since the learner last looked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from lib.compiled_queries import CompiledQuery, Param
from lib.ranges import HoursRange
from progress.forecast.changes import ForecastChange, explain, say_change, shorten
from progress.forecast.forecast import Forecast
from progress.forecast.models import ForecastSnapshot
from progress.outline.outline import Outline

MAX_LINES = 8


@dataclass(frozen=True, kw_only=True)
class Changes:
    """The changes of the hours left since a day, in lines that add up."""

    since: date | None
    """None if the learner hasn't seen the page before."""
    before: HoursRange
    after: HoursRange
    lines: Sequence[ForecastChange]
    is_due: bool
    """Whether today's snapshot is still to be taken."""

    @property
    def sentence(self) -> str:
        """ "Change in hours left since 24 November: +2 to +3 h". Empty if nothing changed."""
        if not self.lines or self.since is None:
            return ""
        low, high = self.after.low - self.before.low, self.after.high - self.before.high
        difference = say_change(low, high) if low or high else "changes that cancel each other out"
        return f"Change in hours left since {self.since.day} {self.since:%B}: {difference}"

    @property
    def totals(self) -> str:
        """To the tenth, so that the lines can be checked."""
        return f"{self.before} before, {self.after} now."


_SNAPSHOT = CompiledQuery(
    lambda: ForecastSnapshot.objects.filter(learner=Param("learner")).values_list(
        "day", "newer", "earlier_day", "earlier"
    )
)


def changes_of(learner: User, outline: Outline, *, today: date) -> Changes:
    """Compared with the last day before today on which they looked, else with their first look today. One query."""
    now = outline.forecast
    for day, newer, earlier_day, earlier in _SNAPSHOT(learner=learner.pk):
        is_due = day != today
        since, snapshot = (day, newer) if is_due or earlier is None else (earlier_day, earlier)
        before = Forecast.from_json(snapshot)
        titles = {pk: topic.title for rows in (outline.curriculum.topics, outline.curriculum.retired_topics)
                  for pk, topic in rows.items()}  # fmt: skip
        lines = shorten(explain(before, now, titles), MAX_LINES)
        return Changes(since=since, before=before.total, after=now.total, lines=lines, is_due=is_due)
    return Changes(since=None, before=now.total, after=now.total, lines=(), is_due=True)
