"""Threads and comments for scripts."""

import uuid
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cohorts.cohort.models import Cohort, quiet_after
from cohorts.threads import rules
from cohorts.threads.actions import MAX_REMARKS
from cohorts.threads.forms import EMPTY, MAX_LINE
from cohorts.threads.models import Comment, Rating, Thread
from cohorts.threads.rules import Remark
from exercises.models import Exercise
from lib.api.serializers import InputSerializer

TWICE = "A UUID of your choice. Sending the same uid and texts twice writes them once."


class CommentSerializer(serializers.ModelSerializer[Comment]):
    writer = serializers.SerializerMethodField(help_text="Their name. Null: a former mentor.")
    rating = serializers.ChoiceField(Rating.choices, allow_blank=True, read_only=True, help_text="By the learner.")

    class Meta:
        model = Comment
        fields = (
            "uid", "from_mentor", "writer", "text", "first_line", "last_line", "written_at", "changed_at", "rating",
        )  # fmt: skip
        read_only_fields = fields

    def get_writer(self, comment: Comment) -> str | None:
        if comment.from_mentor:
            return str(comment.mentor) if comment.mentor else None
        return str(self.context["learner"])


class ThreadSerializer(serializers.ModelSerializer[Thread]):
    cohort = serializers.CharField(source="cohort.slug", default=None, allow_null=True, read_only=True)
    learner = serializers.UUIDField(source="learner.uid", read_only=True)
    learner_name = serializers.CharField(source="learner.name", read_only=True)
    topic = serializers.CharField(source="topic.uid", default=None, allow_null=True, read_only=True)
    exercise = serializers.CharField(source="exercise.slug", default=None, allow_null=True, read_only=True)
    submission = serializers.UUIDField(source="submission.uid", default=None, allow_null=True, read_only=True)
    title = serializers.CharField(read_only=True)
    newest_at = serializers.DateTimeField(read_only=True, help_text="When the newest comment was written.")
    turn = serializers.SerializerMethodField(help_text="Whose turn it is to write: mentor, learner or nobody.")

    class Meta:
        model = Thread
        fields: tuple[str, ...] = (
            "uid", "cohort", "learner", "learner_name", "title", "topic", "exercise", "submission", "is_request",
            "opened_at", "newest_at", "settled_at", "turn",
        )  # fmt: skip
        read_only_fields: tuple[str, ...] = fields

    def get_turn(self, thread: Thread) -> str:
        close_days = thread.cohort.close_days if thread.cohort else None
        turn = rules.turn_of(
            newest_from_mentor=thread.newest_from_mentor, newest_at=thread.newest_at, settled_at=thread.settled_at,
            now=timezone.now(), quiet_after=quiet_after(close_days),
        )  # fmt: skip
        return turn.value


class ThreadDetailSerializer(ThreadSerializer):
    comments = serializers.SerializerMethodField()

    class Meta(ThreadSerializer.Meta):
        fields = (*ThreadSerializer.Meta.fields, "comments")
        read_only_fields = fields

    @extend_schema_field(CommentSerializer(many=True))
    def get_comments(self, thread: Thread) -> list[dict[str, Any]]:
        return list(CommentSerializer(thread.comments.all(), many=True, context={"learner": thread.learner}).data)


class RemarkSerializer(InputSerializer[Comment]):
    """A text on lines of the thread's submission."""

    text = serializers.CharField(max_length=Comment.MAX_CHARS, trim_whitespace=False)
    first_line = serializers.IntegerField(min_value=1, max_value=MAX_LINE)
    last_line = serializers.IntegerField(
        min_value=1, max_value=MAX_LINE, required=False, default=None, allow_null=True,
        help_text="Without it, the remark is about one line.",
    )  # fmt: skip

    def validate_text(self, text: str) -> str:
        if not text.strip():
            raise serializers.ValidationError(EMPTY)
        return text


class NewCommentSerializer(InputSerializer[Comment]):
    text = serializers.CharField(
        max_length=Comment.MAX_CHARS, trim_whitespace=False, allow_blank=True, default="",
        help_text="May be missing if there are remarks.",
    )  # fmt: skip
    uid = serializers.UUIDField(required=False, default=uuid.uuid4, help_text=TWICE)
    remarks = RemarkSerializer(  # type: ignore[call-arg]  # the stubs forget the arguments of a list
        many=True, required=False, default=list, max_length=MAX_REMARKS,
        help_text="Remarks on lines. They are sent with the text, in one notification.",
    )  # fmt: skip

    def validate_remarks(self, rows: list[dict[str, Any]]) -> list[Remark]:
        ends = [sorted((row["first_line"], row["last_line"] or row["first_line"])) for row in rows]
        return [Remark(text=row["text"], lines=(first, last)) for row, (first, last) in zip(rows, ends, strict=True)]

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if not data["text"].strip() and not data["remarks"]:
            raise serializers.ValidationError({"text": [EMPTY]})
        return data


class NewReplySerializer(NewCommentSerializer):
    last_read = serializers.UUIDField(
        required=False, default=None, allow_null=True,
        help_text="The newest comment that you have read. A mentor gets 400 if another one has answered after it.",
    )  # fmt: skip


class NewThreadSerializer(NewCommentSerializer):
    """Name at most one of topic, exercise and submission. Without any it is about the roadmap in general."""

    cohort = serializers.SlugField(max_length=Cohort._meta.get_field("slug").max_length)
    learner = serializers.UUIDField(
        required=False,
        default=None,
        allow_null=True,
        help_text="The learner to write to, if you mentor them. Otherwise you ask a question.",
    )
    topic = serializers.CharField(required=False, default="", allow_blank=True, max_length=100)
    exercise = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=Exercise._meta.get_field("slug").max_length
    )
    submission = serializers.UUIDField(required=False, default=None, allow_null=True)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        data = super().validate(data)
        if sum(bool(data[name]) for name in ("topic", "exercise", "submission")) > 1:
            raise serializers.ValidationError("Name one of topic, exercise and submission, not several.")
        return data


class LastReadSerializer(InputSerializer[Thread]):
    last_read = serializers.UUIDField(help_text="The uid of the newest comment that you have read.")
