from dataclasses import asdict
from datetime import date
from typing import Any

from rest_framework import serializers

from accounts.models import User
from curriculum.models import Topic
from lib.api.serializers import InputSerializer
from progress.hours.models import StudyEntry, StudyKind
from progress.kinds import NO_KIND
from progress.log_line.parser import MAX_ANSWER_CHARS, parse_log_line
from progress.log_line.queries import topic_names
from progress.log_line.study_line import MAX_NOTE_CHARS, DayOutOfReachError, LogLineError, StudyLine, check_bounds


class StudyEntrySerializer(serializers.ModelSerializer[StudyEntry]):
    topic: "serializers.SlugRelatedField[Topic]" = serializers.SlugRelatedField(
        slug_field="uid", read_only=True, allow_null=True
    )

    class Meta:
        model = StudyEntry
        fields = ("uid", "day", "minutes", "kind", "topic", "note", "shares_note", "source", "time_zone", "created_at")
        read_only_fields = fields


class NewStudyEntrySerializer(InputSerializer[StudyLine]):
    """Either `line`, as in the study log, or the fields. `topic` is a uid; beside a line it is the default.

    Needs `learner` and `today`, the learner's day, in its context. The validated data holds the `study`.
    """

    line = serializers.CharField(
        required=False,
        max_length=MAX_ANSWER_CHARS,
        help_text="For example “yesterday 45m coding”. A line that could mean several things isn’t logged: "
        "the response, 400, has the question in `line` and the answers in `choices`. Send the `line` of one of them.",
    )
    minutes = serializers.IntegerField(required=False)
    kind = serializers.ChoiceField(choices=StudyKind.choices, required=False, help_text="Default: unstated.")
    day = serializers.DateField(required=False, help_text="Default: today.")
    topic = serializers.CharField(required=False, max_length=120)
    note = serializers.CharField(required=False, allow_blank=True, max_length=MAX_NOTE_CHARS)
    shares_note = serializers.BooleanField(
        required=False,
        help_text="Whether your mentors can read the note. Default: no.",
        error_messages={"invalid": "Send true or false."},
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        today: date = self.context["today"]
        current_fields = self.current_fields()
        try:
            if "line" in attrs:
                study = _from_line(attrs, self.context["learner"], today, current_fields.get("day"))
            else:
                study = _from_fields(current_fields | attrs, today, current_fields.get("day"))
        except LogLineError as error:
            field = "day" if isinstance(error, DayOutOfReachError) else "minutes"
            problem: dict[str, Any] = {"line" if "line" in attrs else field: [str(error)]}
            choices = {"choices": [asdict(choice) for choice in error.choices]} if error.choices else {}
            raise serializers.ValidationError(problem | choices) from error
        return {"study": study} | {name: attrs[name] for name in ("shares_note",) if name in attrs}

    def current_fields(self) -> dict[str, Any]:
        """The fields that hold where none was sent."""
        return {}


class ChangedStudyEntrySerializer(NewStudyEntrySerializer):
    """Either `line`, which replaces all that was there, or the fields that change. Needs the `entry` in its context."""

    day = serializers.DateField(required=False)
    topic = serializers.CharField(
        required=False, allow_null=True, max_length=120, help_text="A uid, or null for no topic."
    )

    def current_fields(self) -> dict[str, Any]:
        entry: StudyEntry = self.context["entry"]
        topic = entry.topic.uid if entry.topic else None
        return {"topic": topic} | {name: getattr(entry, name) for name in ("minutes", "kind", "day", "note")}


def _from_line(attrs: dict[str, Any], learner: User, today: date, entry_day: date | None) -> StudyLine:
    topics = topic_names(learner)
    return parse_log_line(
        attrs["line"],
        topics=topics,
        today=today,
        default_topic=attrs.get("topic"),
        entry_day=entry_day,
        is_answer=True,
    )


def _from_fields(attrs: dict[str, Any], today: date, entry_day: date | None) -> StudyLine:
    if "minutes" not in attrs:
        raise serializers.ValidationError({"minutes": ["Send this or a line."]})
    day = attrs.get("day", today)
    check_bounds(attrs["minutes"], day, today=today, entry_day=entry_day)
    return StudyLine(
        minutes=attrs["minutes"],
        kind=attrs.get("kind", NO_KIND),
        day=day,
        topic_uid=attrs.get("topic"),
        note=attrs.get("note", ""),
    )
