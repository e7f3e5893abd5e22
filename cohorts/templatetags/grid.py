"""The rows of the mentor's grid as HTML. Without templates: a page has thousands of cells."""

from functools import partial

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from cohorts.grid.cells import GridCell
from cohorts.grid.queries import Grid
from cohorts.grid.rows import LearnerRow
from cohorts.templatetags.verdicts import verdict
from lib.durations import format_hours

register = template.Library()


@register.simple_tag
def grid_rows(grid: Grid) -> SafeString:
    """Render all rows of the page. Each is rendered again only after it has changed."""
    back = grid.back
    rows = (grid.fragments.get((row.cache_key, back), partial(_row, row, back)) for row in grid.rows)
    return SafeString("".join(rows))  # each part is escaped below


def _row(row: LearnerRow, back: str) -> str:
    evidence = escape(f"{row.address}evidence/")
    cells = "".join(_cell(cell, evidence) for cell in row.cells)
    return f"<tr>{_name(row, back)}{_pace(row)}{cells}{_hours(row)}{_last_active(row)}{_latest_verdict(row)}</tr>"


def _name(row: LearnerRow, back: str) -> str:
    name = format_html(
        '<input type="checkbox" name="learner" value="{}" aria-label="Choose {}"><a class="clip" href="{}">{}</a>',
        row.learner.uid, row.label, row.address, row.label,
    )  # fmt: skip
    line = f"{_need(row)} {_reminder(row, back)}".strip()
    return f'<th scope="row">{name}{line and f"<small>{line}</small>"}</th>'


def _need(row: LearnerRow) -> str:
    need = row.need
    if not need.reason:
        return ""
    if row.question:
        return format_html('<a class="urgent" href="{}">! {}</a>', row.question.get_absolute_url(), need.short)
    kind, sign = ("urgent", "! ") if need.is_urgent else ("soft", "")
    return format_html('<span class="{}">{}{}</span>', kind, sign, need.short)


def _reminder(row: LearnerRow, back: str) -> str:
    """A link to hide a learner who needs attention, or the day of the reminder."""
    if row.need.needs_attention:
        return format_html(
            '<a class="on-screen" href="{}reminder/?back={}" data-in-place>'
            'Remind me later<span class="visually-hidden"> about {}</span></a>',
            row.address, back, row.label,
        )  # fmt: skip
    day = row.entry.remind_on
    return f'<span class="soft">reminder on {day.day} {day:%b}</span>' if day else ""


def _pace(row: LearnerRow) -> str:
    standing = row.standing
    late_note = f"joined in week {standing.starts_late.week}" if standing.starts_late else ""
    return format_html(
        '<td class="figure"><span{}>{}</span><small class="wrap">{}</small>{}</td>',
        SafeString(' class="no"') if standing.is_behind else "", standing.text, row.pace.finish_text,
        SafeString(f"<small>{late_note}</small>") if late_note else "",
    )  # fmt: skip


def _cell(cell: GridCell, evidence: str) -> str:
    """Render a cell. Its lines need no escaping, because they contain nobody's text."""
    lines = "".join(f" <small>{line}</small>" for line in cell.lines)
    return f'<td class="{cell.state}"><a href="{evidence}?{cell.column.key}">{cell.state.label}{lines}</a></td>'


def _hours(row: LearnerRow) -> str:
    week, total = format_hours(row.week_minutes), format_hours(row.total_minutes)
    return f'<td class="figure">{week}<small>{total} in total</small></td>'


def _last_active(row: LearnerRow) -> str:
    day = f"<small>{row.last_active_day}</small>" if row.last_active else ""
    return f'<td class="figure">{row.last_active_text}{day}</td>'


def _latest_verdict(row: LearnerRow) -> str:
    run = row.newest
    if not run:
        return '<td class="figure soft">none yet</td>'
    return format_html(
        '<td class="figure"><a href="{}submissions/{}/">{}</a><small class="wrap">{}</small></td>',
        row.address, run.uid, verdict(run), run.exercise,
    )  # fmt: skip
