"""The parts that all REST endpoints share: parsing, pagination and authentication in the schema."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import IO, TYPE_CHECKING, Any

from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.parsers import JSONParser
from rest_framework.request import Request

if TYPE_CHECKING:
    from rest_framework.views import APIView  # which asks the settings for this module while it is being imported


WHOLE_NUMBER = re.compile("[0-9]{1,100}")  # int() would also take the digits of other scripts
NOT_JSON = "This is not JSON"
JSON_TOO_DEEP = "The JSON is nested too deeply. Send a flatter structure."
NUL_CHARACTER = "This contains a NUL character, which isn’t allowed in text. Remove it."
NOT_A_NUMBER = "Send a whole number from {}, such as {}."


class ApiTokenScheme(KnoxTokenScheme):  # type: ignore[no-untyped-call]  # it registers itself, untyped
    """How the description of the interface tells of a key."""

    target_class = "accounts.api_tokens.authentication.ApiTokenAuthentication"
    name = "apiToken"


class AppTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # it registers itself, untyped
    """How the description of the interface tells of an app's access token."""

    target_class = "accounts.oauth.authentication.AppTokenAuthentication"
    name = "appToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class Pagination(LimitOffsetPagination):
    default_limit, max_limit = 50, 200
    limit_query_description = f"How many rows to return. Default: {default_limit}, maximum: {max_limit}."
    offset_query_description = "How many rows to skip at the start."

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any] | None:
        """The library takes the default for what it can't read, and a script would take 50 rows for all there are."""
        params = request.query_params
        wrong = {
            name: [NOT_A_NUMBER.format(least, such_as)]
            for name, least, such_as in (("limit", 1, self.max_limit), ("offset", 0, self.default_limit))
            if params.get(name) and not _is_number(params[name], least)
        }
        if wrong:
            raise ValidationError(wrong)
        return super().paginate_queryset(queryset, request, view)


def _is_number(text: str, least: int) -> bool:
    return bool(WHOLE_NUMBER.fullmatch(text)) and int(text) >= least


class TextJSONParser(JSONParser):
    """Parses JSON, and names the field whose text a database can't store. config.web.middleware limits its length."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            data = super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError(JSON_TOO_DEEP) from None
        except ParseError as error:
            raise ParseError(f"{NOT_JSON}: {error.__context__}. Nothing was changed.") from error
        fields = data if isinstance(data, dict) else {"detail": data}
        wrong = {name: [problem] for name, value in fields.items() if (problem := _problem((name, value)))}
        if wrong:
            raise ValidationError(wrong)
        return data


def _problem(value: object) -> str:
    for text in _texts(value):
        if "\0" in text:
            return NUL_CHARACTER
        try:
            text.encode()
        except UnicodeEncodeError:
            return "This contains an invalid character (a lone surrogate). Remove it."
    return ""


def _texts(value: object) -> Iterator[str]:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            waiting += (*item, *item.values())
        elif isinstance(item, (list, tuple)):
            waiting += item
