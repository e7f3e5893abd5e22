"""The site's addresses and a bare authenticated page to measure them by."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from config.urls import urlpatterns as ours

_BASE_PAGE = "{% extends 'base.html' %}{% block main %}<h1>{{ user.email }}</h1>{% endblock main %}"


@login_required
def base_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(_BASE_PAGE).render({}, request))


urlpatterns = [path("bench/bare/", base_page), *ours]
