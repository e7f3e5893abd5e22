"""Errors of the REST API as problem details, RFC 9457: JSON of its own media type."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.utils.encoders import JSONEncoder

PROBLEM_TYPE = "application/problem+json"
NO_TYPE = "about:blank"  # the status says which kind of problem it is


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def problem_response(status: int, detail: str, **members: Any) -> JsonResponse:
    """``members`` are the problem's own, such as the messages by field."""
    problem = {"type": NO_TYPE, "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **members}
    return JsonResponse(
        problem,
        status=status,
        content_type=PROBLEM_TYPE,
        encoder=JSONEncoder,
        json_dumps_params={"ensure_ascii": False},
    )


class ConflictError(APIException):
    """409, with members of its own. An endpoint describes them with a subclass of ProblemSerializer."""

    status_code = HTTPStatus.CONFLICT

    def __init__(self, detail: str, **members: Any) -> None:
        super().__init__(detail)
        self.members = members


class ProblemSerializer(serializers.Serializer[Any]):
    """Describes an error by RFC 9457."""

    type = serializers.CharField(help_text="Always `about:blank`: the status says which kind of problem it is.")
    title = serializers.CharField(help_text="The name of the status.")
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="What is wrong, and what to do.")


class InputProblemSerializer(ProblemSerializer):
    """Describes errors in the input."""

    def get_fields(self) -> dict[str, Any]:
        """A serializer's own property is named ``errors``."""
        messages = serializers.ListField(child=serializers.CharField())
        return super().get_fields() | {
            "errors": serializers.DictField(
                child=messages,
                required=False,
                help_text="The messages for each field. A field inside another has a path, such as `due_weeks.0.week`.",
            ),
            "choices": serializers.ListField(
                child=LineChoiceSerializer(),
                required=False,
                help_text="Lines of the study log to choose from, where the one sent could mean several things.",
            ),
        }


class LineChoiceSerializer(serializers.Serializer[Any]):
    def get_fields(self) -> dict[str, Any]:
        """A field's own property is named ``label``."""
        return {"label": serializers.CharField(), "line": serializers.CharField()}
