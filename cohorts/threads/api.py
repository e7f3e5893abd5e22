"""Threads between learners and mentors, through the same actions as the pages."""

import uuid
from typing import Any

from django import forms
from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django_filters.rest_framework import BooleanFilter, CharFilter, FilterSet, ModelChoiceFilter, UUIDFilter
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from accounts.models import User
from cohorts.api_base import check_typesetting, person_of, refusals_of
from cohorts.cohort.models import Cohort, Membership
from cohorts.threads import actions
from cohorts.threads.models import About, Comment, Thread, ThreadQuerySet, open_to_mentor, runs_to_ask_about
from cohorts.threads.serializers import (
    LastReadSerializer,
    NewReplySerializer,
    NewThreadSerializer,
    ThreadDetailSerializer,
    ThreadSerializer,
)
from curriculum.models import Topic
from exercises.models import Exercise, Submission


class TrueOrFalseField(forms.NullBooleanField):
    widget = forms.TextInput

    def to_python(self, value: Any) -> bool | None:  # type: ignore[override]  # the stubs forget that it may be null
        if value in (None, ""):
            return None
        if (text := str(value).lower()) not in ("true", "false"):
            raise forms.ValidationError("Send true or false.")
        return text == "true"


class TrueOrFalseFilter(BooleanFilter):  # type: ignore[misc]  # the library has no types
    """Refuses anything else. The library's filter ignores it, and a script would take all rows for those it wants."""

    field_class = TrueOrFalseField


class ThreadFilter(FilterSet):  # type: ignore[misc]  # the library has no types
    cohort = CharFilter(field_name="cohort__slug", label="The slug of a cohort.")
    learner = UUIDFilter(
        field_name="learner__uid",
        label="The uid of a learner.",
        error_messages={"invalid": "Send a uid, such as 1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed."},
    )
    exercise = ModelChoiceFilter(
        to_field_name="slug", queryset=Exercise.objects.all(), method="filter_exercise",
        label="The slug of an exercise: threads about it, and about submissions to it.",
    )  # fmt: skip
    topic = ModelChoiceFilter(
        to_field_name="uid", queryset=Topic.objects.all(), method="filter_topic",
        label="The uid of a topic: threads about it and about its exercises.",
    )  # fmt: skip
    waiting = TrueOrFalseFilter(method="filter_waiting", label="Whether they wait for a mentor’s answer.")

    class Meta:
        model = Thread
        fields = ()

    def filter_exercise(self, rows: ThreadQuerySet, name: str, exercise: Exercise) -> QuerySet[Thread]:
        return rows.about_exercise(exercise.slug)

    def filter_topic(self, rows: ThreadQuerySet, name: str, topic: Topic) -> QuerySet[Thread]:
        return rows.about_topic(topic.uid)

    def filter_waiting(self, rows: ThreadQuerySet, name: str, is_waiting: bool) -> QuerySet[Thread]:
        waiting = rows.waiting_for_mentor()
        return waiting if is_waiting else rows.exclude(pk__in=waiting.values("pk"))


class ThreadViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Thread]):
    """Your questions, and the threads of the cohorts you lead or mentor, newest comment first."""

    queryset = Thread.objects.none()
    filterset_class = ThreadFilter
    lookup_field = "uid"

    def get_queryset(self) -> QuerySet[Thread]:
        rows = Thread.objects.visible_to(person_of(self.request)).with_subject().with_newest()
        rows = rows.select_related("learner", "cohort").newest_first()
        return rows.prefetch_related(_COMMENTS) if self.action == "retrieve" else rows

    def get_serializer_class(self) -> type[BaseSerializer[Thread]]:
        return ThreadDetailSerializer if self.action == "retrieve" else ThreadSerializer

    @extend_schema(request=NewThreadSerializer, responses={201: ThreadDetailSerializer})
    def create(self, request: Request) -> Response:
        """Ask the mentors of a cohort, or write to a learner of a cohort that you mentor."""
        person = person_of(request)
        new = NewThreadSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        data = new.validated_data
        cohort, learner = _readers(person, data["cohort"], data["learner"])
        runs = runs_to_ask_about(learner) if learner == person else open_to_mentor(learner, cohort)
        about = _about(data, runs)
        check_typesetting(request)
        with refusals_of("text"):
            message = {name: data[name] for name in ("text", "uid", "remarks")}
            thread = actions.open_thread(person=person, learner=learner, cohort=cohort, about=about, **message)
        return Response(self._answer(thread), status=status.HTTP_201_CREATED)

    @extend_schema(request=NewReplySerializer, responses={201: ThreadDetailSerializer})
    @action(detail=True, methods=["post"])
    def comments(self, request: Request, uid: str) -> Response:
        """Write in the thread: a text, remarks on lines of its submission, or both."""
        thread = self.get_object()
        new = NewReplySerializer(data=request.data)
        new.is_valid(raise_exception=True)
        check_typesetting(request)
        with refusals_of("text"):
            actions.add_comment(person=person_of(request), thread=thread, **new.validated_data)
        return Response(self._answer(thread), status=status.HTTP_201_CREATED)

    @extend_schema(request=LastReadSerializer, responses=ThreadDetailSerializer)
    @action(detail=True, methods=["post"])
    def settle(self, request: Request, uid: str) -> Response:
        """Settle the thread until someone writes again. 400: someone wrote after `last_read`."""
        thread = self.get_object()
        new = LastReadSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        with refusals_of("last_read"):
            actions.settle(person=person_of(request), thread=thread, **new.validated_data)
        return Response(self._answer(thread))

    @extend_schema(request=None, responses=ThreadDetailSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, uid: str) -> Response:
        """Undo `settle`."""
        thread = self.get_object()
        actions.reopen(person=person_of(request), thread=thread)
        return Response(self._answer(thread))

    def _answer(self, thread: Thread) -> Any:
        rows = Thread.objects.with_subject().with_newest().select_related("learner", "cohort")
        return ThreadDetailSerializer(rows.prefetch_related(_COMMENTS).get(pk=thread.pk)).data


_COMMENTS = Prefetch("comments", Comment.objects.select_related("mentor"))


def _readers(person: User, slug: str, learner: uuid.UUID | None) -> tuple[Cohort, User]:
    """The cohort and its learner: the person, or one whom they mentor there. Raises Http404 for anybody else."""
    if learner in (None, person.uid):
        return get_object_or_404(Cohort.objects.joined_by(person), slug=slug), person
    members = Membership.objects.looked_after_by(person).select_related("user", "cohort")
    member = get_object_or_404(members, cohort__slug=slug, user__uid=learner)
    return member.cohort, member.user


def _about(data: dict[str, Any], runs: QuerySet[Submission]) -> About:
    """Raises Http404 if there is none, or it isn't theirs."""
    about: About = None
    if data["topic"]:
        about = get_object_or_404(Topic.objects.current(), uid=data["topic"])
    elif data["exercise"]:
        about = get_object_or_404(Exercise.objects.open(), slug=data["exercise"])
    elif data["submission"]:
        about = get_object_or_404(runs, uid=data["submission"])
    return about
