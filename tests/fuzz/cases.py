"""Cases for each operation of the schema: the borders of every field, then drawn ones, valid and not."""

import json
import math
import random
import re
import time
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

import hypothesis
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode, Response
from schemathesis.checks import CheckFunction
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.schemas import APIOperation, BaseSchema
from schemathesis.specs.openapi.checks import (
    negative_data_rejection,
    positive_data_acceptance,
    status_code_conformance,
)

from tests.fuzz.report import FuzzReport
from tests.fuzz.roles import KnownValues, Role
from tests.fuzz.site import ForgetfulSite
from tests.processor import slowness

Operation = APIOperation[Any, Any, Any, Any]
AnyCase = Case[Any]
CPU_SECONDS = 1.0
EMPTY_VALUE = re.compile("[?&][^=&]*=(?=&|$)")
# What the API may answer besides what an operation names. A schema can't list the errors of the site around it.
ERRORS = {400, 401, 403, 404, 405, 406, 409, 413, 414, 415, 422, 429}
LEFT_OUT: list[CheckFunction] = [
    positive_data_acceptance,  # a valid value may be refused: a day has 24 hours, an exercise in progress takes no code
    status_code_conformance,  # it is content with every status where a schema has a default; ours isn't
]
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


class Fuzzer:
    """Sends a role's cases, and collects what is unexpected instead of stopping at it."""

    def __init__(self, schema: BaseSchema, site: ForgetfulSite, role: Role, *, seed: int, known: KnownValues) -> None:
        self._schema, self._site, self._role, self._known = schema, site, role, known
        self.report = FuzzReport(role=role.name, seed=seed)

    def run(self, cases: int) -> FuzzReport:
        """Operations with the fewest parameters come first: what they can't use up is left to the others."""
        started = time.monotonic()
        operations = sorted((_known(each) for each in self._schema.get_all_operations()), key=_size)
        self.report.operations = len(operations)
        for at, operation in enumerate(operations):
            self._send_all(operation, math.ceil((cases - self.report.cases) / (len(operations) - at)))
        self.report.seconds = time.monotonic() - started
        return self.report

    def _send_all(self, operation: Operation, number: int) -> None:
        before = self.report.cases
        random_numbers = random.Random(f"{self.report.seed} {operation.label}")  # noqa: S311  it must repeat
        borders = list(islice(self._borders(operation), 20 * number)) if number > 1 else []
        for case in random_numbers.sample(borders, min(len(borders), number // 2)):
            self._send(case)
        if (left := number - (self.report.cases - before)) > 0:
            self._draw(operation, left)

    def _borders(self, operation: Operation) -> Iterator[AnyCase]:
        generation = self._schema.config.generation_for(operation=operation, phase="coverage")
        yield from operation.schema.iter_coverage_cases(
            operation, generation_modes=list(MODES), generation_config=generation
        )

    def _draw(self, operation: Operation, number: int) -> None:
        params = dict(self._known.parameters.get(operation.path, {}))
        valid, invalid = (operation.as_strategy(mode, path_parameters=params) for mode in MODES)
        strategies = [valid, valid.map(self._with_known_fields), invalid, invalid]
        if params:  # otherwise they name nothing that exists
            strategies += [operation.as_strategy(mode) for mode in MODES]

        @hypothesis.seed(f"{self.report.seed} {operation.label}")
        @hypothesis.settings(
            max_examples=number,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @hypothesis.given(case=st.one_of(strategies))
        def send(case: AnyCase) -> None:
            self._send(case)

        send()

    def _with_known_fields(self, case: AnyCase) -> AnyCase:
        """Put what exists into a valid body, by the name of the field."""
        if isinstance(case.body, dict):
            names = [name for name, value in case.body.items() if isinstance(value, str) and name in self._known.fields]
            case.body = case.body | {name: self._known.fields[name] for name in names}
        return case

    def _send(self, case: AnyCase) -> None:
        headers = dict(self._role.headers)
        response = case.call(headers=headers)
        label, status = case.operation.label, response.status_code
        self.report.add_response(label, status, self._site.processor_seconds)
        for title, message in self._trouble(case, status):
            self.report.add_finding(label, title, message, case.as_curl_command())
        excluded = [*LEFT_OUT, negative_data_rejection] if _has_empty_value(response) else LEFT_OUT
        try:
            case.validate_response(
                response, excluded_checks=excluded, headers=headers, transport_kwargs={"headers": headers}
            )
        except FailureGroup as failures:
            for failure in failures.exceptions:
                title = failure.title if isinstance(failure, Failure) else type(failure).__name__
                self.report.add_finding(label, title, str(failure), case.as_curl_command())

    def _trouble(self, case: AnyCase, status: int) -> Iterator[tuple[str, str]]:
        documented = case.operation.definition.raw["responses"]
        if status not in ERRORS and str(status) not in documented and case.method != "OPTIONS":
            yield "Undocumented status", str(status)
        if self._role.name == "visitor" and status < 400:
            yield "No sign-in", f"A visitor got {status}."
        if (seconds := self._site.processor_seconds) > CPU_SECONDS and seconds / slowness() > CPU_SECONDS:
            yield "Slow", f"{seconds:.1f} s of processor time"


def _has_empty_value(response: Response) -> bool:
    """Of a parameter or of a form's field. It counts as none, as browsers send it. A schema can't say so."""
    is_form = "urlencoded" in response.request.headers.get("Content-Type", "")
    body = response.request.body if is_form else b""
    sent = f"?{urlsplit(response.request.url or '').query}&{body.decode() if isinstance(body, bytes) else body}"
    return bool(EMPTY_VALUE.search(sent))


def _known(result: Any) -> Operation:
    """Raises AttributeError if the schema has a fault there."""
    operation: Operation = result.ok()
    return operation


def _size(operation: Operation) -> int:
    return len(json.dumps(operation.definition.raw))
