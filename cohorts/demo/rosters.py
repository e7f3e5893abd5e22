"""A roster that the lead has checked, and not applied."""

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.rosters.actions import check_roster
from cohorts.rosters.models import Roster

TEXT = """Nachname;Vorname;E-Mail;Klasse;Rolle
Lindqvist;Nora;nora@demo.descent.test;Class B;Schüler
Krüger;Jörg;joerg@demo.descent.test;Class A;Schüler
Møller;Søren;soeren@demo.descent.test;Class C;Schüler
Peña;Inés;ines.pena;Class A;Schüler
Weiß;Björn;bjoern@demo.descent.test;Class B;Hausmeister
"""


def check_roster_of(cohort: Cohort, lead: User) -> None:
    roster = Roster.objects.create(cohort=cohort, person=lead, content=TEXT.encode("cp1252"))
    check_roster(pk=roster.pk)
