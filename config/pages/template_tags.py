"""Tags that every template has: the site's name, the menu, and cached fragments."""

from functools import lru_cache

from django.template import Context, Library
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from branding.models import SiteBranding
from branding.queries import branding
from curriculum.models import Roadmap
from lib.cache import FragmentCache
from lib.pages.views import learner_of
from progress.roadmap.curriculum import Curriculum
from progress.roadmap.roadmaps import curriculum_of

MAX_MENUS = 1000  # of 3 kB each
MAX_SHORT_CHARS = 400  # of a text's HTML that is surely lower than `.note-text` allows, if it has no formula
EXAMPLE_LINE = "1h30 reading"
register = Library()


@register.simple_tag
def scroll_stop(html: str) -> str:
    """Attributes of a text that may be so high that it scrolls: the keyboard can stop at it and scroll it."""
    if "<math" not in html and len(html) <= MAX_SHORT_CHARS:
        return ""
    return mark_safe(' tabindex="0" role="group" aria-label="Text"')


@register.simple_tag(name="branding")
def site_branding() -> SiteBranding:
    """What the site is called, and how it looks."""
    return branding()


@register.simple_tag
def site_name() -> str:
    return branding().name


@register.simple_tag(takes_context=True)
def example_line(context: Context, course: Curriculum | str = "", topic_uid: str = "") -> str:
    """A line that the study log reads: the site's own, or else one about a topic of the reader's roadmap.

    One query without ``course``. With ``topic_uid`` the line needs no topic, because the form knows it.
    """
    if own_line := branding().example_line:
        return own_line
    if topic_uid:
        return EXAMPLE_LINE
    if not isinstance(course, Curriculum):
        try:
            course = curriculum_of(learner_of(context["request"]) if "request" in context else None)
        except Roadmap.DoesNotExist:
            return EXAMPLE_LINE
    return f"{EXAMPLE_LINE} {course.example_topic}".strip()


@register.simple_tag(takes_context=True)
def menu(context: Context) -> SafeString:
    """The site's pages that the reader can open."""
    request, mentoring, unread = context.get("request"), context.get("mentoring"), context.get("unread")
    person = learner_of(request) if request else None
    return _menu(
        path=request.path if request else "",
        is_signed_in=bool(person),
        edits_curriculum=bool(person and person.edits_curriculum),
        shows_cohorts=bool(mentoring and mentoring.shows_cohorts),
        unread=unread() if callable(unread) else 0,
    )


@lru_cache(MAX_MENUS)
def _menu(**content: object) -> SafeString:
    """The HTML. It depends on nothing but the arguments."""
    return render_to_string("components/nav.html", content)


@register.simple_tag(name="cached")
def cached_fragment(fragments: FragmentCache, template: str, **content: object) -> SafeString:
    """Include a template that sees nothing but ``content``, rendered once for equal content.

    The key is all that the HTML can depend on: there is no request, so it can't contain a reader's name or token. Rows
    are equal by their primary keys, so pass only rows that expire together with ``fragments``, which the template sees
    for what is cached within it.
    """
    key = (template, *content.items())
    return fragments.get(key, lambda: render_to_string(template, content | {"fragments": fragments}))
