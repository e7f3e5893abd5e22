"""Requests for a sign-off, through the same actions as the pages. A file is sent as a form, multipart/form-data."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django_filters.rest_framework import CharFilter, ChoiceFilter, FilterSet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.settings import api_settings

from cohorts.api_base import check_typesetting, person_of, refusals_of
from cohorts.cohort.models import Cohort
from cohorts.sign_offs import actions
from cohorts.sign_offs.files import MEDIA_TYPES
from cohorts.sign_offs.models import SignOff, SignOffDecision, SignOffFile, SignOffQuerySet, SignOffState
from cohorts.sign_offs.serializers import (
    NewDecisionSerializer,
    NewSignOffSerializer,
    SignOffDetailSerializer,
    SignOffSerializer,
)
from cohorts.sign_offs.views import file_response
from curriculum.models import Criterion


class SignOffFilter(FilterSet):  # type: ignore[misc]  # the library has no types
    cohort = CharFilter(field_name="cohort__slug", label="The slug of a cohort.")
    state = ChoiceFilter(choices=SignOffState.choices, method="filter_state", label="What the newest decision says.")

    class Meta:
        model = SignOff
        fields = ()

    def filter_state(self, rows: SignOffQuerySet, name: str, state: str) -> QuerySet[SignOff]:
        return rows.in_state(SignOffState(state))


class SignOffViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[SignOff]):
    """Your sign-off requests, and those of the cohorts you lead or mentor, newest first."""

    queryset = SignOff.objects.none()
    filterset_class = SignOffFilter
    lookup_field = "uid"
    parser_classes = (*api_settings.DEFAULT_PARSER_CLASSES, MultiPartParser)  # type: ignore[arg-type]  # classes by now

    def get_queryset(self) -> QuerySet[SignOff]:
        rows = SignOff.objects.visible_to(person_of(self.request)).with_outcome().with_evidence()
        rows = rows.order_by("-requested_at", "-pk")
        return rows.prefetch_related(_DECISIONS) if self.action == "retrieve" else rows

    def get_serializer_class(self) -> type[BaseSerializer[SignOff]]:
        return SignOffDetailSerializer if self.action == "retrieve" else SignOffSerializer

    @extend_schema(request={MultiPartParser.media_type: NewSignOffSerializer}, responses={201: SignOffDetailSerializer})
    def create(self, request: Request) -> Response:
        """Ask the mentors of a cohort, in which you learn, to sign off a criterion that no exercise proves. Without a
        file, you can also send JSON.
        """
        person = person_of(request)
        new = NewSignOffSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        data = new.validated_data
        cohort = get_object_or_404(Cohort.objects.joined_by(person), slug=data["cohort"])
        criterion = get_object_or_404(Criterion.objects.select_related("checkpoint"), uid=data["criterion"])
        check_typesetting(request)
        evidence = actions.SignOffEvidence(text=data["text"], link=data["link"], file=data["file"])
        with refusals_of():
            sign_off = actions.request_sign_off(
                person=person, criterion=criterion, cohort=cohort, evidence=evidence, uid=data["uid"]
            )
        return Response(self._answer(sign_off), status=status.HTTP_201_CREATED)

    @extend_schema(request={JSONParser.media_type: NewDecisionSerializer}, responses={201: SignOffDetailSerializer})
    @action(detail=True, methods=["post"])
    def decisions(self, request: Request, uid: str) -> Response:
        """Approve, say what is missing, or revoke. 400: decided or reworded since `base`."""
        sign_off = self.get_object()
        if sign_off.learner_id == person_of(request).pk:
            raise PermissionDenied
        new = NewDecisionSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        fields = dict(new.validated_data)
        outcome = SignOffState(fields.pop("outcome"))
        check_typesetting(request)
        with refusals_of("text"):
            actions.decide_sign_off(person=person_of(request), sign_off=sign_off, outcome=outcome, **fields)
        return Response(self._answer(sign_off), status=status.HTTP_201_CREATED)

    @extend_schema(responses={(200, kind): OpenApiTypes.BINARY for kind in MEDIA_TYPES})
    @action(detail=True)
    def file(self, request: Request, uid: str) -> HttpResponse:
        """The file of a request, as a download."""
        return file_response(get_object_or_404(SignOffFile, sign_off=self.get_object()))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, uid: str) -> Response:
        """Withdraw your own request. It is deleted a day later. Unlike on the website, there is no undo."""
        sign_off = get_object_or_404(person_of(request).sign_offs, uid=uid)
        actions.withdraw_sign_off(person=person_of(request), sign_off=sign_off)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _answer(self, sign_off: SignOff) -> Any:
        rows = SignOff.objects.with_outcome().with_evidence().prefetch_related(_DECISIONS)
        return SignOffDetailSerializer(rows.get(pk=sign_off.pk)).data


_DECISIONS = Prefetch("decisions", SignOffDecision.objects.select_related("mentor"))
