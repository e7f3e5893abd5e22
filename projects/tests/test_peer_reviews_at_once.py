"""Peers who ask for works in the same moment never get the same work three times."""

from collections import Counter

import pytest

from cohorts.cohort.models import Cohort
from projects.catalogue import Project
from projects.models import ProjectReview
from projects.peer_reviews.actions import assign_reviews
from projects.tests.peers import authors
from tests.at_once import at_once

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True)]  # each database locks in a way of its own


def test_each_work_goes_to_two_of_them(project: Project, spring: Cohort) -> None:
    people = authors(8, project, spring)
    at_once(*(lambda person=person: assign_reviews(person=person, project=project) for person in people))
    counts = Counter(ProjectReview.objects.values_list("work", flat=True))
    assert list(counts.values()) == [2] * 8


def test_a_double_click_gets_two_works(project: Project, spring: Cohort) -> None:
    people = authors(4, project, spring)
    at_once(*(lambda: assign_reviews(person=people[0], project=project) for _ in range(3)))
    assert ProjectReview.objects.filter(reviewer=people[0]).count() == 2
