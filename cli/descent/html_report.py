"""A submission's report as HTML for a notebook. Everything in it is escaped."""

from html import escape
from typing import Any

from descent.charts import svg_picture
from descent.report import cause, headline, mark_of
from descent.waiting import FINE, page_of

LABELS = {"input": "Input", "yours": "Yours", "expected": "Expected", "difference": "Difference"}
PASSED_TONE, FAILED_TONE = "#059669", "#b91c1c"
SIGNS = {"passed": ("✓", PASSED_TONE), "failed": ("✗", FAILED_TONE), "not run": ("–", "inherit")}


def html_report(submission: dict[str, Any], *, site: str) -> str:
    tone = PASSED_TONE if submission["verdict"] in FINE else FAILED_TONE
    parts = [f'<p><strong style="color:{tone}">{escape(headline(submission))}</strong> {escape(cause(submission))}</p>']
    if submission["mistake_fix"]:
        parts.append(_fold("Show me how", f"<p>{escape(str(submission['mistake_fix']))}</p>"))
    if submission["checks"]:
        parts.append(f"<ol>{''.join(map(_check, submission['checks']))}</ol>")
    if submission["output"]:
        parts.append(_fold("Printed output", _code(submission["output"])))
    page = escape(page_of(site, submission))
    parts.append(f'<p><a href="{page}" target="_blank" rel="noopener">Open it on the site</a></p>')
    return f"<div>{''.join(parts)}</div>"


def _check(check: dict[str, Any]) -> str:
    sign, tone = SIGNS[mark_of(check)]
    title = f'<span style="color:{tone}">{sign}</span> {escape(str(check["title"]))}'
    if mark_of(check) != "failed":
        return f"<li>{title}</li>"
    message = f"<p>{escape(str(check['message']))}</p>" if check["message"] else ""
    facts = [(LABELS.get(str(key), str(key)), value) for key, value in (check["detail"] or {}).items()]
    facts += [("Printed output", check["output"])] if check["output"] else []
    evidence = "".join(f"<dt>{escape(label)}</dt><dd>{_code(value)}</dd>" for label, value in facts if value)
    picture = svg_picture(check["picture"])
    body = f"{picture}<dl>{evidence}</dl>" if evidence else picture
    return f"<li>{title}{message}{_fold('Input and output', body) if body else ''}</li>"


def _fold(summary: str, body: str) -> str:
    return f"<details><summary>{escape(summary)}</summary>{body}</details>"


def _code(text: object) -> str:
    return f"<pre>{escape(str(text))}</pre>"
