"""The shared plan of a cohort for scripts."""

from typing import Any

from rest_framework import serializers

from cohorts.plan.models import MAX_WEEKS, DueWeek
from lib.api.serializers import InputSerializer

ONE_OF_BOTH = "Name a phase or a topic, and not both."
MAX_ITEMS = 200


class DueWeekSerializer(serializers.ModelSerializer[DueWeek]):
    phase = serializers.IntegerField(source="phase.number", read_only=True, allow_null=True, help_text="Its number.")
    topic = serializers.CharField(source="topic.uid", read_only=True, allow_null=True, help_text="Its uid.")
    due_on = serializers.DateField(help_text="The last day of the week. Later for those who joined late.")

    class Meta:
        model = DueWeek
        fields = ("phase", "topic", "week", "due_on")
        read_only_fields = fields


class PlanSerializer(serializers.Serializer[Any]):
    due_weeks = DueWeekSerializer(many=True, help_text="The earliest first.")


class NewDueWeekSerializer(InputSerializer[Any]):
    phase = serializers.IntegerField(required=False, min_value=1, max_value=9_999, help_text="The number of a phase.")
    topic = serializers.CharField(required=False, max_length=100, help_text="The uid of a topic.")
    week = serializers.IntegerField(min_value=1, max_value=MAX_WEEKS, help_text="Counted from the cohort’s start.")

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if ("phase" in data) == ("topic" in data):
            raise serializers.ValidationError(ONE_OF_BOTH)
        return data


class DueWeeksField(serializers.ListField):
    """Checks the length of the list first: 120,000 items would take 6 s to validate."""

    def to_internal_value(self, data: Any) -> list[Any]:
        if isinstance(data, list) and len(data) > MAX_ITEMS:
            self.fail("max_length", max_length=MAX_ITEMS)
        return list(super().to_internal_value(data))


class NewPlanSerializer(InputSerializer[Any]):
    """The whole plan: what isn’t in it has no due week."""

    due_weeks = DueWeeksField(child=NewDueWeekSerializer(), max_length=MAX_ITEMS)
