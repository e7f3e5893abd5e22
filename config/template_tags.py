"""Tags that every template has: the menu, cached fragments, and Django's ``{% url %}``, which finds an address once.

A page has up to a hundred links, and Django takes 20 µs for each.
"""

from functools import lru_cache

from django.template import Context, Library
from django.template.base import Parser, Token
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as parse_url
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from lib.cache import FragmentCache
from lib.requests import learner_of

MAX_ADDRESSES = 10_000  # of some 300 bytes each
MAX_MENUS = 1000  # of 3 kB each
MAX_SHORT_CHARS = 400  # of a text's HTML that is surely lower than `.note-text` allows, if it has no formula
register = Library()


@register.tag
def url(parser: Parser, token: Token) -> URLNode:
    node = parse_url(parser, token)
    return CachedURLNode(node.view_name, node.args, node.kwargs, node.asvar)


class CachedURLNode(URLNode):
    def render(self, context: Context) -> str:
        if self.kwargs:
            return super().render(context)
        view, args = self.view_name.resolve(context), tuple(str(arg.resolve(context)) for arg in self.args)
        try:
            address = _address(view, args, _current_app(context), get_script_prefix(), get_urlconf())
        except NoReverseMatch:
            return super().render(context)
        if self.asvar:
            context[self.asvar] = address
            return ""
        return conditional_escape(address) if context.autoescape else address


def _current_app(context: Context) -> str | None:
    """As Django's tag finds it: the namespace of the page, or what Django's admin sets."""
    request = getattr(context, "request", None)
    match = getattr(request, "resolver_match", None)
    current_app: str | None = getattr(request, "current_app", match and match.namespace)
    return current_app


@lru_cache(MAX_ADDRESSES)
def _address(view: str, args: tuple[str, ...], current_app: str | None, _prefix: str, _urlconf: str | None) -> str:
    """`reverse` reads the last two itself. They are here because the address depends on them too."""
    return reverse(view, args=args, current_app=current_app)


@register.simple_tag
def scroll_stop(html: str) -> str:
    """Attributes of a text that may be so high that it scrolls: the keyboard can stop at it and scroll it."""
    if "<math" not in html and len(html) <= MAX_SHORT_CHARS:
        return ""
    return mark_safe(' tabindex="0" role="group" aria-label="Text"')


@register.simple_tag(takes_context=True)
def menu(context: Context) -> SafeString:
    """The site's pages that the reader can open."""
    request, mentoring, unread = context.get("request"), context.get("mentoring"), context.get("unread")
    person = learner_of(request) if request and hasattr(request, "user") else None
    return _menu(
        path=request.path if request else "",
        is_signed_in=bool(person),
        is_admin=bool(person and person.is_admin),
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
