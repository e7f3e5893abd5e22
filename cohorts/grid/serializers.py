"""The grid of a cohort for scripts: what may be asked for, and a row."""

from typing import Any

from rest_framework import serializers

from cohorts.grid.choice import MAX_KEY_CHARS, MAX_SEARCH_CHARS, Dimension, GridChoice, LearnerFilter, SortOrder
from cohorts.needs.rules import NeedKind
from lib.api.serializers import InputSerializer


def _values(kind: type[Dimension | LearnerFilter | SortOrder]) -> list[str]:
    return [member.value for member in kind]


class GridQuerySerializer(InputSerializer[Any]):
    """The same choices as on the page."""

    all_is_text = True

    by = serializers.ChoiceField(
        choices=_values(Dimension), default=Dimension.PHASE.value, help_text="What the cells are. Default: phase."
    )
    phase = serializers.IntegerField(
        default=0, min_value=0, max_value=9_999, help_text="Only the topics or exercises of this phase. 0: of all."
    )
    show = serializers.ChoiceField(
        choices=_values(LearnerFilter), default=LearnerFilter.ALL.value, help_text="Which learners. Default: all."
    )
    of = serializers.CharField(
        default="", allow_blank=True, max_length=MAX_KEY_CHARS,
        help_text="With not_passed: what they haven’t passed, such as topic=calculus or exercise=dropout. Default: "
                  "anything.",
    )  # fmt: skip
    section = serializers.CharField(
        default="", allow_blank=True, max_length=36,
        help_text="The uid of a section, mine, none for those without one, or all. Default: all.",
    )  # fmt: skip
    sort = serializers.ChoiceField(
        choices=_values(SortOrder), default=SortOrder.ATTENTION.value, help_text="Default: attention."
    )
    q = serializers.CharField(
        default="", allow_blank=True, max_length=MAX_SEARCH_CHARS, help_text="Part of a name or an email address."
    )

    @property
    def choice(self) -> GridChoice:
        """After `is_valid`."""
        return GridChoice.from_query(self.validated_data)


class GridCellSerializer(serializers.Serializer[Any]):
    key = serializers.CharField(source="column.key", help_text="Such as topic=calculus.")
    title = serializers.CharField(source="column.title")
    state = serializers.CharField(help_text="proven, signed_off, claimed, doing, stuck, review, skipped or todo.")
    facts = serializers.SerializerMethodField(help_text="Such as “3 of 4 topics”.")

    def get_facts(self, cell: Any) -> list[str]:
        return [_plain(line) for line in cell.lines]


class GridRowSerializer(serializers.Serializer[Any]):
    """A learner. All durations are in minutes."""

    learner = serializers.UUIDField(source="learner.uid")
    name = serializers.CharField(source="learner.name")
    email = serializers.EmailField(source="learner.email")
    section = serializers.CharField(help_text="The name of their section. Empty: none.")
    need = serializers.ChoiceField(
        source="need.kind", choices=[(kind.value, kind.name.capitalize()) for kind in NeedKind],
        help_text="Why they need a mentor. Empty: they don’t.",
    )  # fmt: skip
    reason = serializers.SerializerMethodField(help_text="The same as the end of a sentence about them.")
    remind_on = serializers.DateField(
        source="entry.remind_on", allow_null=True, help_text="You have seen them, and want to be reminded on this day."
    )
    minutes_ahead = serializers.IntegerField(
        source="standing.minutes_ahead", allow_null=True, help_text="Of the plan. Negative: behind. Null: no plan."
    )
    plan = serializers.CharField(source="standing.basis", help_text="What they are compared with.")
    first_finish = serializers.DateField(source="pace.finish.first", read_only=True, allow_null=True)
    last_finish = serializers.DateField(source="pace.finish.last", read_only=True, allow_null=True)
    week_minutes = serializers.IntegerField(help_text="Logged since Monday.")
    total_minutes = serializers.IntegerField(help_text="Logged in all.")
    last_active = serializers.DateField(allow_null=True)
    newest_submission = serializers.UUIDField(source="newest.uid", read_only=True, allow_null=True)
    newest_exercise = serializers.CharField(source="newest.exercise.slug", read_only=True, allow_null=True)
    newest_verdict = serializers.CharField(source="newest.verdict", read_only=True, allow_null=True)
    cells = GridCellSerializer(many=True)

    def get_reason(self, row: Any) -> str:
        return _plain(row.need.reason)


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")
