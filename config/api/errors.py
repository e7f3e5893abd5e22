"""Error responses of the REST API, and their schema."""

from typing import Any

from django.core import exceptions as django_exceptions
from django.http import Http404, HttpResponse
from drf_spectacular.openapi import AutoSchema
from rest_framework import exceptions
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler

from lib.api.problems import PROBLEM_TYPE, InputProblemSerializer, ProblemSerializer, problem_response

HEADERS = ("WWW-Authenticate", "Retry-After")
WHOLE_KEYS = (api_settings.NON_FIELD_ERRORS_KEY, "detail")  # where messages are that belong to no field
MESSAGES: dict[type[exceptions.APIException], str] = {
    exceptions.NotAuthenticated: "Sign in with an API token: send “Authorization: Token” and the token."
    " You can create one in your settings.",
    exceptions.PermissionDenied: "You don’t have access to this. If you should, ask an admin.",
    exceptions.NotFound: "Not found, or you don’t have access. The list endpoints show what you can use.",
    exceptions.MethodNotAllowed: "This address doesn’t support {method}. See /api/v1/docs/.",
    exceptions.NotAcceptable: "Responses are JSON. Accept application/json.",
    exceptions.UnsupportedMediaType: "Send JSON or a form, not “{media_type}”.",
    exceptions.Throttled: "Too many requests. Try again in {wait} s.",
}


def handle_error(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Respond with a problem. Its `detail` says everything; `errors` has the messages for each field."""
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, django_exceptions.PermissionDenied):
        error = exceptions.PermissionDenied(*error.args)
    response = exception_handler(error, context)
    if response is None or not isinstance(error, exceptions.APIException):
        return None
    if isinstance(error, exceptions.ValidationError):
        problem = _input_problem(error)
    else:
        problem = problem_response(error.status_code, _message(error, context), **getattr(error, "members", {}))
    for name in HEADERS:
        if name in response:
            problem[name] = response[name]
    return problem


def _input_problem(error: exceptions.ValidationError) -> HttpResponse:
    data: Any = error.detail
    members = {"choices": data.pop("choices")} if isinstance(data, dict) and "choices" in data else {}
    errors = _messages_by_path(data)
    general = errors.pop("", [])
    detail = " ".join([*general, *(f"{path}: {' '.join(messages)}" for path, messages in errors.items())])
    return problem_response(error.status_code, detail, **({"errors": errors} if errors else {}), **members)


def _messages_by_path(errors: Any, path: str = "") -> dict[str, list[str]]:
    """Return the messages of fields by path, such as `due_weeks.0.week`. Those of the whole have an empty path."""
    if isinstance(errors, str):
        return {path: [str(errors)]}
    if isinstance(errors, list) and all(isinstance(message, str) for message in errors):
        return {path: [str(message) for message in errors]} if errors else {}
    messages: dict[str, list[str]] = {}
    for name, inner in errors.items() if isinstance(errors, dict) else enumerate(errors):
        inner_path = path if name in WHOLE_KEYS else f"{path}.{name}".lstrip(".")
        for key, texts in _messages_by_path(inner, inner_path).items():
            messages.setdefault(key, []).extend(texts)
    return messages


def _message(error: exceptions.APIException, context: dict[str, Any]) -> str:
    """Our message in place of the library's default. A message that a view chose stays."""
    default = str(error.default_detail).partition("{")[0]
    if type(error) not in MESSAGES or not str(error.detail).startswith(default):
        return str(error.detail)
    request, wait = context["request"], getattr(error, "wait", 1)
    return MESSAGES[type(error)].format(method=request.method, media_type=request.content_type, wait=wait)


class ApiSchema(AutoSchema):
    """Adds the errors to every operation: of the input where it reads some, and all others as the default."""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation:
            reads_input = "requestBody" in operation or self._get_pagination_parameters()  # type: ignore[no-untyped-call]  # the library has no types
            problems: dict[str, type[ProblemSerializer]] = {"default": ProblemSerializer}
            if reads_input:
                problems["400"] = InputProblemSerializer
            for code, serializer in problems.items():
                schema = self.resolve_serializer(serializer, "response").ref
                operation["responses"][code] = {"content": {PROBLEM_TYPE: {"schema": schema}}, "description": ""}
            operation["responses"] = dict(sorted(operation["responses"].items()))
        return operation
