"""A roster is read in any encoding and with any headings, and says of each line what to do."""

import csv
import io

import pytest

from cohorts.joining.roster import SEVERAL_ADDRESSES, RosterError
from cohorts.rosters.decoding import NOT_TEXT, TOO_LARGE, Encoding, decode
from cohorts.rosters.headings import Column, columns_of
from cohorts.rosters.parsing import (
    EMPTY,
    INVALID_ADDRESS,
    MAX_PEOPLE,
    NO_ADDRESS,
    NO_HEADINGS,
    TOO_MANY,
    UNKNOWN_ROLE,
    ParsedLine,
    parse_csv,
    parse_json,
)
from lib.csv_cells import SPREADSHEET

PEOPLE = [("Jürgen Müller", "Größe"), ("Zoë Lefèvre", "Été"), ("José Peña", "Ñandú"), ("Åsa Sjöström", "Ö1")]


def text_of(delimiter: str = ",") -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["Name", "E-Mail", "Gruppe"])
    writer.writerows((name, f"p{number}@example.org", section) for number, (name, section) in enumerate(PEOPLE))
    return out.getvalue()


def fields(line: ParsedLine) -> tuple[str, str, str, str, str]:
    return line.email, line.name, line.section, line.role, line.external_id


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    ("codec", "encoding", "is_guess"),
    [
        ("utf-8", Encoding.UTF_8, False),
        ("utf-8-sig", Encoding.UTF_8, False),
        ("utf-16", Encoding.UTF_16, False),
        ("utf-16-le", Encoding.UTF_16_LE, False),
        ("utf-16-be", Encoding.UTF_16_BE, False),
        ("cp1252", Encoding.WINDOWS, True),
        ("mac-roman", Encoding.MAC, True),
    ],
)
def test_every_encoding_is_recognised(codec: str, encoding: Encoding, is_guess: bool, delimiter: str) -> None:
    decoded = decode(text_of(delimiter).encode(codec))
    assert (decoded.encoding, decoded.is_guess) == (encoding, is_guess)
    assert [(line.name, line.section) for line in parse_csv(decoded.text)] == PEOPLE


@pytest.mark.parametrize("name", ["Müller", "MÜLLER", "Lefèvre", "Peña", "D’Angelo", "Élodie"])
@pytest.mark.parametrize("encoding", [Encoding.WINDOWS, Encoding.MAC])
def test_one_name_is_enough_for_the_guess(name: str, encoding: Encoding) -> None:
    text = f"email,name\na@example.org,{name}\n"
    assert decode(text.encode(str(encoding))).text == text


def test_a_person_may_choose_the_encoding() -> None:
    content = "email,name\na@example.org,Müller\n".encode("mac-roman")
    assert "MŸller" in decode(content, Encoding.WINDOWS).text
    assert "Müller" in decode(content, Encoding.MAC).text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04...", SPREADSHEET),
        (b"x" * (5 * 2**18 + 1), TOO_LARGE),
        (b"a\x00\x01\x02\x00\x00b\xff", NOT_TEXT),
    ],
)
def test_what_is_no_text_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(RosterError, match=sentence[:40]):
        decode(content)


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        ("Nachname;Vorname;E-Mail-Adresse;Klasse;Rolle;Matrikelnummer", "family,given,email,section,role,external"),
        ("Nom,Prénom,Adresse e-mail,Groupe,Rôle,Numéro étudiant", "family,given,email,section,role,external"),
        ("Nombre,Apellidos,Correo electrónico,Sección", "given,family,email,section"),
        ("Cognome,Nome,E-mail,Sezione", "family,given,email,section"),
        ("SIS User ID,Student,Email,Section", "external,name,email,section"),
        ("voornaam,achternaam,e-mailadres,klas", "given,family,email,section"),
        ("Name,Phone,Mail", "name,,email"),
    ],
)
def test_headings_of_many_languages_in_any_order(headings: str, columns: str) -> None:
    names = {"family": Column.FAMILY_NAME, "given": Column.GIVEN_NAME, "external": Column.EXTERNAL_ID}
    cells = headings.split(";" if ";" in headings else ",")
    expected = {names.get(name) or Column(name): at for at, name in enumerate(columns.split(",")) if name}
    assert columns_of(cells) == expected


def test_quoted_newlines_and_roles() -> None:
    first, second = parse_csv(
        'email,name,class,role,id\nA@Example.org,"Ada\nLovelace",A,Lehrerin,7\n'
        '"Bo <bo@example.org>",Bo,"B, 2",Schüler,8\n'
    )
    assert fields(first) == ("a@example.org", "Ada Lovelace", "A", "mentor", "7")
    assert fields(second) == ("bo@example.org", "Bo", "B, 2", "learner", "8")
    assert (first.number, second.number) == (2, 4)


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("", NO_ADDRESS),
        (" ", NO_ADDRESS),
        ("ines.pena", INVALID_ADDRESS),
        ("ines@x.example; bo@x.example", f"{SEVERAL_ADDRESSES}."),
    ],
)
def test_a_cell_without_an_address_is_told_from_an_empty_one(cell: str, problem: str) -> None:
    assert [line.problem for line in parse_csv(f"email,name\n{cell},Inés\nbo@example.org,Bo\n")] == [problem, ""]


def test_each_problem_names_its_line_and_says_what_to_do() -> None:
    lines = parse_csv(
        "email,name,role,id\n,Bo,,\nx@y,Cy,,\nd@example.org,Di,headmaster,\na@example.org,A,,1\nA@example.org,A,,2\n"
        "b@example.org,B,,1\n"
    )
    assert [line.problem for line in lines[:4]] == [NO_ADDRESS, INVALID_ADDRESS, UNKNOWN_ROLE, ""]
    assert ["line 5" in line.problem for line in lines[4:]] == [True, True]
    assert [line.number for line in lines] == [2, 3, 4, 5, 6, 7]
    assert lines[1].text == "x@y, Cy, ,"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", NO_HEADINGS), ("Ada,ada@example.org\n", NO_HEADINGS), ("email\n", EMPTY), ("email\n\n \n", EMPTY)],
)
def test_a_file_without_headings_or_people_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(RosterError) as refusal:
        parse_csv(text)
    assert str(refusal.value) == sentence


def test_the_number_of_people_is_bounded() -> None:
    lines = "\n".join(f"p{number}@example.org" for number in range(MAX_PEOPLE))
    assert len(parse_csv(f"email\n{lines}")) == MAX_PEOPLE
    with pytest.raises(RosterError) as refusal:
        parse_csv(f"email\n{lines}\none-more@example.org")
    assert str(refusal.value) == TOO_MANY


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"people": {}}', b"[" * 100_000])
def test_a_script_that_sends_no_people_is_told(content: bytes) -> None:
    with pytest.raises(RosterError):
        parse_json(content)


def test_a_script_is_told_of_each_person_who_is_none() -> None:
    content = b'{"people": [1, {"email": 5}, {"email": "a@example.org", "section": "11"}, {"name": "Bo"}]}'
    assert [bool(line.problem) for line in parse_json(content)] == [True, True, False, True]


def test_a_gradebook_that_canvas_exports_is_read_as_it_is() -> None:
    text = (
        "Student,ID,SIS User ID,SIS Login ID,Section,Essay (114),Final Score\n"
        ",,,,,Manual Posting,(read only)\n"
        "    Points Possible,,,,,10,(read only)\n"
        '"Hansen, Sam",41,S-7,sam@example.org,Group A,9,90.0\n'
        '"Student, Test",42,,6b1f0e2c,Group A,,\n'
    )
    assert [fields(line) for line in parse_csv(text)] == [
        ("sam@example.org", "Hansen, Sam", "Group A", "learner", "S-7")
    ]


def test_a_roster_of_github_classroom_is_read_where_its_identifiers_are_addresses() -> None:
    headings = '"identifier","github_username","github_id","name"'
    sam, other = parse_csv(f'{headings}\n"sam@example.org","sam-h","7","Sam Hansen"\n"s-8","","",""\n')
    assert fields(sam) == ("sam@example.org", "Sam Hansen", "", "learner", "")
    assert other.problem == INVALID_ADDRESS


def test_a_column_of_addresses_goes_before_one_of_logins() -> None:
    assert columns_of(["SIS Login ID", "Email"]) == {Column.EMAIL: 1}


def test_a_person_with_an_address_is_never_left_out() -> None:
    assert [
        line.email for line in parse_csv("name,email\nTest Student,t@example.org\nStudent Test,s@example.org\n")
    ] == [
        "t@example.org",
        "s@example.org",
    ]
