"""Every route of the site, and an address of each that leads to an object of the test's world."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RegexPattern

ADMIN = "admin:"
API = "api/v1/"
CATCH_ALL = "api-not-found"
PAGE_METHODS = ("GET", "POST")
API_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, kw_only=True)
class RoutePattern:
    name: str
    params: tuple[str, ...]
    is_api: bool

    @property
    def methods(self) -> tuple[str, ...]:
        return API_METHODS if self.is_api else PAGE_METHODS

    @property
    def row(self) -> str:
        """The name in the table. Django's admin has one row, because only admins come in anywhere."""
        return "admin:*" if self.name.startswith(ADMIN) and self.name != "admin:logout" else self.name

    def path(self, samples: Mapping[str, Any]) -> str:
        """``samples``: values by "route parameter", or by the parameter alone.

        Raises KeyError for a parameter without a value: then the world needs an object for the new route.
        """
        values = {param: samples.get(f"{self.name} {param}", samples.get(param)) for param in self.params}
        if missing := [param for param, value in values.items() if value is None]:
            raise KeyError(f"{self.name}: {missing}")
        if self.name == CATCH_ALL:
            return "/api/v1/nothing/"
        try:
            return reverse(self.name, kwargs=values)
        except NoReverseMatch:  # unnamed groups
            return reverse(self.name, args=list(values.values()))


def all_routes() -> list[RoutePattern]:
    """Each name once: where two patterns have a name, the first one answers."""
    routes = {route.name: route for route in reversed(list(_walk(get_resolver())))}
    return sorted(routes.values(), key=lambda route: route.name)


def _walk(
    resolver: URLResolver, spaces: tuple[str, ...] = (), path: str = "", around: tuple[str, ...] = ()
) -> Iterator[RoutePattern]:
    for pattern in resolver.url_patterns:
        params = (*around, *_params(pattern))
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _walk(pattern, inner, here, params)
        else:
            name = ":".join((*spaces, pattern.name)) if pattern.name else CATCH_ALL
            if name == "admin:" + CATCH_ALL or (not pattern.name and not here.startswith(API)):
                continue  # the admin's own page for what isn't there
            yield RoutePattern(name=name, params=params, is_api=here.startswith(API))


def _params(pattern: URLPattern | URLResolver) -> tuple[str, ...]:
    if isinstance(pattern.pattern, RegexPattern):
        regex = pattern.pattern.regex
        names = tuple(regex.groupindex)
        return names or tuple(f"arg{at}" for at in range(regex.groups))
    return tuple(pattern.pattern.converters)
