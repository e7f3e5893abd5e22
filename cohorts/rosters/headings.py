"""The columns of a roster, by headings in the languages of western Europe, and the words for roles."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum

from cohorts.cohort.models import CohortRole


class Column(StrEnum):
    EMAIL = "email"
    NAME = "name"
    GIVEN_NAME = "given name"
    FAMILY_NAME = "family name"
    SECTION = "section"
    ROLE = "role"
    EXTERNAL_ID = "external id"


_HEADINGS = {
    Column.EMAIL: """
        email, e mail, mail, email address, e mail address, e mail adresse, mailadresse, emailadresse, adresse e mail,
        adresse email, adresse mail, courriel, adresse electronique, correo, correo electronico, indirizzo email,
        indirizzo e mail, posta elettronica, e mailadres, emailadres, e post, epost, e postadress, e postadresse,
        endereco de email, correio eletronico, sahkoposti, address, sis login id, username email, identifier""",
    Column.NAME: """
        name, full name, fullname, display name, student, student name, learner, participant, vollstandiger name,
        teilnehmer, schuler, nom complet, nom et prenom, nombre completo, nombre y apellidos, nome completo,
        nome e cognome, naam, volledige naam, fullt namn, fullstendig navn, namn, navn, nimi, nom, nombre, nome""",
    Column.GIVEN_NAME: """
        given name, first name, firstname, given names, forename, vorname, vornamen, rufname, prenom, prenoms, voornaam,
        fornamn, fornavn, primer nombre, primeiro nome, nome proprio, etunimi""",
    Column.FAMILY_NAME: """
        family name, last name, lastname, surname, nachname, familienname, zuname, nom de famille, nom de naissance,
        apellido, apellidos, primer apellido, cognome, achternaam, familienaam, efternamn, etternavn, efternavn,
        sobrenome, apelido, sukunimi""",
    Column.SECTION: """
        section, sections, group, groups, class, course section, klasse, kurs, gruppe, zug, groupe, classe, seccion,
        grupo, clase, turma, gruppo, sezione, klas, groep, klass, grupp, hold, ryhma, luokka, division, tutorial""",
    Column.ROLE: "role, rolle, funktion, role in course, fonction, rol, papel, ruolo, roll, rooli, cohort role",
    Column.EXTERNAL_ID: """
        external id, externalid, id, student id, studentid, student number, id number, sis id, sis user id, user id,
        integration id, matrikelnummer, matrikelnr, matrikel, schulernummer, schuler id, numero etudiant,
        numero d etudiant, matricule, identifiant, numero de estudiante, matricula, numero de matricula,
        studentnummer, leerlingnummer, studentnr, opiskelijanumero, externe id, id externe""",
}
_COLUMNS: Mapping[str, Column] = {
    heading.strip(): column for column, text in _HEADINGS.items() for heading in re.sub(r"\s+", " ", text).split(",")
}
_NOT_PEOPLE = frozenset({"points possible", "student test"})
"""In place of a name, in Canvas: the line of the maximum points, and the test student."""
_NOTES = frozenset({"manual posting", "read only"})
"""All that a line below the headings of Canvas may say."""
_LAST_RESORTS = frozenset({"sis login id", "identifier", "id"})
"""Of Canvas and GitHub Classroom: the first two often hold the addresses, and a school's own id says more than “ID”."""
_ROLES: Mapping[str, CohortRole] = {
    **dict.fromkeys(
        ("learner", "student", "pupil", "participant", "member", "schuler", "schulerin", "studierende", "studierender",
         "studentin", "teilnehmer", "teilnehmerin", "lernende", "eleve", "etudiant", "etudiante", "apprenant", "alumno",
         "alumna", "estudiante", "aluno", "aluna", "estudante", "studente", "studentessa", "leerling", "elev",
         "opiskelija"),
        CohortRole.LEARNER,
    ),
    **dict.fromkeys(
        ("mentor", "mentorin", "teacher", "tutor", "tutorin", "instructor", "teaching assistant", "ta", "assistant",
         "lehrer", "lehrerin", "lehrkraft", "betreuer", "betreuerin", "dozent", "dozentin", "enseignant", "enseignante",
         "professeur", "tuteur", "tutrice", "profesor", "profesora", "professor", "professora", "docente", "insegnante",
         "docent", "larare", "laerer", "opettaja"),
        CohortRole.MENTOR,
    ),
}  # fmt: skip


def fold(text: str) -> str:
    """Return a word without case, accents and punctuation.

    >>> fold(" Prénom "), fold("E-Mail_Adresse"), fold("Schüler:in")
    ('prenom', 'e mail adresse', 'schuler in')
    """
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))
    return " ".join(re.sub(r"[\W_]+", " ", plain.casefold().replace("ø", "o").replace("æ", "ae")).split())


def columns_of(cells: Sequence[str]) -> dict[Column, int]:
    """Return where each column is, if this is a line of headings; otherwise nothing. The first of two counts.

    “Nom” beside “Prénom” is the family name, “Nombre” beside “Apellidos” the given one.
    """
    columns: dict[Column, int] = {}
    for at, cell in sorted(enumerate(cells), key=lambda each: fold(each[1]) in _LAST_RESORTS):
        if column := _COLUMNS.get(fold(cell)):
            columns.setdefault(column, at)
    if Column.NAME in columns:
        if Column.GIVEN_NAME in columns and Column.FAMILY_NAME not in columns:
            columns[Column.FAMILY_NAME] = columns.pop(Column.NAME)
        elif Column.FAMILY_NAME in columns and Column.GIVEN_NAME not in columns:
            columns[Column.GIVEN_NAME] = columns.pop(Column.NAME)
    return columns if Column.EMAIL in columns else {}


def is_about_a_person(cells: Sequence[str]) -> bool:
    """Return whether it is none of the lines that Canvas puts above and below the people of a gradebook."""
    words = {fold(cell) for cell in cells} - {""}
    is_note = bool(words) and words <= _NOTES
    return not is_note and (words.isdisjoint(_NOT_PEOPLE) or any("@" in cell for cell in cells))


def role_of(text: str) -> CohortRole | None:
    """Return the role that a word names. Nothing is a learner. None: no role that anybody can be invited to."""
    return _ROLES.get(fold(text)) if text.strip() else CohortRole.LEARNER
