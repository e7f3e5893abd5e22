"""The plan as an iCalendar feed (RFC 5545): the work of each week, and the projected finish of each phase."""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from branding.queries import branding
from progress.plan.page import PlanPage
from progress.plan.weeks_ahead import WeekAhead

REFRESH = timedelta(hours=12)


def calendar_of(page: PlanPage, *, address: str) -> bytes:
    """All-day events, so that they stand on the right days in any time zone. ``address`` is where the plan is shown."""
    calendar = Calendar()
    calendar.add("prodid", "-//Descent//Study plan//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{branding().name}: study plan")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    key = str(page.row.uid) if page.row else ""
    for week in page.weeks:
        if week.minutes:
            calendar.add_component(_week(week, key, address))
    for phase in page.phases:
        last = phase.finish.last
        if last and phase.hours_left.high:
            event = _event(
                f"phase-{phase.number}-{key}", f"Phase {phase.number}, {phase.label}: expected done", address
            )
            event.add("dtstart", last)
            event.add("description", f"Expected: {phase.finish_text}, with {phase.hours_left_text}.")
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _week(week: WeekAhead, key: str, address: str) -> Event:
    parts = [f"{part.item.title} {part.hours}".strip() for part in week.shares]
    event = _event(f"week-{week.monday}-{key}", f"{week.hours}: {', '.join(parts)}", address)
    event.add("dtstart", week.monday)
    event.add("dtend", week.sunday + timedelta(days=1))
    event.add("transp", "TRANSPARENT")  # it takes no time off the calendar: nobody is busy all week
    return event


def _event(uid: str, summary: str, address: str) -> Event:
    event = Event()
    event.add("uid", f"{uid}@descent")
    event.add("dtstamp", datetime.now(UTC))
    event.add("summary", summary)
    event.add("url", address)
    return event
