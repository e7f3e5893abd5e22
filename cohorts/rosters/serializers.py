"""A roster for scripts: the people of a cohort, and what became of a roster that was sent."""

from typing import Any

from django.db.models import Count
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cohorts.joining.models import Invitation
from cohorts.rosters.models import Roster, RosterOutcome
from cohorts.rosters.parsing import MAX_PEOPLE
from lib.api.serializers import InputSerializer

MAX_PROBLEMS = 100


class RosterPersonSerializer(serializers.Serializer[Any]):
    external_id = serializers.CharField(
        allow_blank=True,
        required=False,
        help_text="By which your system knows them. It finds them under a new address.",
    )
    email = serializers.EmailField()
    name = serializers.CharField(allow_blank=True, required=False)
    section = serializers.CharField(
        allow_blank=True, required=False, help_text="Made if the cohort has none of this name."
    )
    role = serializers.CharField(allow_blank=True, required=False, help_text="learner or mentor. Default: learner.")


@extend_schema_field(RosterPersonSerializer(many=True))
class PeopleField(serializers.ListField):
    """A list whose items a worker checks: a serializer would take seconds for 5,000."""


class WholeRosterSerializer(InputSerializer[Any]):
    """The worker checks each person, and says what is wrong with whom."""

    people = PeopleField(child=serializers.JSONField(), max_length=MAX_PEOPLE, help_text="At most 5,000.")
    remove_missing = serializers.BooleanField(
        default=False, help_text="Learners who aren’t in it leave the cohort. Nothing of theirs is deleted."
    )
    days = serializers.IntegerField(
        min_value=1, max_value=Invitation.MAX_DAYS, default=30, help_text="How many days invitations work. Default: 30."
    )


class CurrentPersonSerializer(RosterPersonSerializer):
    state = serializers.ChoiceField(choices=["member", "invited"])


class CurrentRosterSerializer(serializers.Serializer[Any]):
    people = CurrentPersonSerializer(many=True)


class RosterProblemSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField(help_text="Of the person in the roster, from 1.")
    email = serializers.CharField()
    text = serializers.CharField()
    note = serializers.CharField(help_text="What is wrong, and what to do.")


class OutcomeCountsSerializer(serializers.Serializer[Any]):
    new = serializers.IntegerField()
    invited = serializers.IntegerField(help_text="Already invited.")
    member = serializers.IntegerField(help_text="Already there.")
    moved = serializers.IntegerField(help_text="To another section.")
    leaves = serializers.IntegerField()
    waits = serializers.IntegerField(
        help_text="Joins by opening a link. Only of a roster that a learning platform gave."
    )
    problem = serializers.IntegerField()


class RosterStateSerializer(serializers.ModelSerializer[Roster]):
    dry_run = serializers.SerializerMethodField(help_text="Whether it stays at “checked”.")
    counts = serializers.SerializerMethodField(help_text="How many people, by outcome.")
    applied = serializers.SerializerMethodField(help_text="How many are done.")
    problems = serializers.SerializerMethodField(help_text=f"The first {MAX_PROBLEMS}.")

    class Meta:
        model = Roster
        fields = ("uid", "state", "problem", "dry_run", "total", "counts", "applied", "problems", "created_at")
        read_only_fields = fields

    def get_dry_run(self, roster: Roster) -> bool:
        return not roster.applies_at_once

    @extend_schema_field(OutcomeCountsSerializer)
    def get_counts(self, roster: Roster) -> dict[str, int]:
        rows = roster.lines.order_by().values_list("outcome").annotate(Count("pk"))
        return dict.fromkeys(map(str, RosterOutcome), 0) | dict(rows)

    def get_applied(self, roster: Roster) -> int:
        return roster.lines.exclude(applied_at=None).count()

    @extend_schema_field(RosterProblemSerializer(many=True))
    def get_problems(self, roster: Roster) -> Any:
        return RosterProblemSerializer(
            roster.lines.filter(outcome=RosterOutcome.PROBLEM)[:MAX_PROBLEMS], many=True
        ).data
