"""A people file is read whole or not at all, and every fault says where it is and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.files import FaultyFile, read_people
from tests.files.crowd import COLUMNS, GERDA, TIM, TOPICS, crowd, faults_of_bytes, faults_of_people

MANY_FAULTS = [
    "P1,,gerda@firma,fr,Europe/Wien,Vertrieb,Wien,,1994-5-1,HISTORY;MAGIC,AI,onsite,monday,P9,P1",
    "P1,Tim Weiß,tim@firma.example,de,Europe/Vienna,,Linz,C2,2023-02-01,AI,HISTORY,phone,,,",
    "P3,Eva Ruß,TIM@firma.example,de,Europe/Vienna,IT,Linz,P3,2023-02-01,AI,,remote,,,",
]


@pytest.mark.parametrize(
    ("old", "new", "where", "allowed"),
    [
        ("P1,", ",", "2 person_ref", "must not be empty"),
        ("Gerda Öhler", " ", "2 name", "must not be empty"),
        ("Gerda Öhler", "Gerda\x07", "2 name Gerda\x07", "must be one line of readable characters"),
        ("gerda@firma.example", "gerda", "2 email gerda", "must be an e-mail address like name@company.example"),
        (
            "gerda@firma.example",
            "gerda@firma",
            "2 email gerda@firma",
            "must be an e-mail address like name@company.example",
        ),
        (
            "gerda@firma.example",
            "g@a.example b@c.example",
            "2 email g@a.example b@c.example",
            "must be an e-mail address like name@company.example",
        ),
        (
            "gerda@firma.example",
            "jürgen@firma.example",
            "2 email jürgen@firma.example",
            "must be an e-mail address like name@company.example",
        ),
        (",de,", ",DE,", "2 locale DE", "must be de or en"),
        (",de,", ",,", "2 locale", "must be de or en"),
        (
            "Europe/Vienna",
            "Europe/Viena",
            "2 time_zone Europe/Viena",
            "must be a time zone like Europe/Vienna; did you mean Europe/Vienna?",
        ),
        ("Europe/Vienna", "", "2 time_zone", "must be a time zone like Europe/Vienna"),
        ("Vertrieb", "", "2 unit", "must not be empty"),
        ("Wien", "", "2 site", "must not be empty"),
        ("1994-05-01", "1.5.1994", "2 joined_on 1.5.1994", "must be a date like 2027-03-31"),
        ("1994-05-01", "767750400", "2 joined_on 767750400", "must be a date like 2027-03-31"),
        ("1994-05-01", "1994-02-30", "2 joined_on 1994-02-30", "must be a date like 2027-03-31"),
        ("HISTORY,AI", ",AI", "2 offers", "must not be empty"),
        ("HISTORY,AI", "HISTORY;,;", "2 wants ;", "must not be empty"),
        (
            "HISTORY,AI",
            "HISTORIE,AI",
            "2 offers HISTORIE",
            "must be a topic of the programme file: AI, HISTORY, LEADING; did you mean HISTORY?",
        ),
        ("HISTORY,AI", "HISTORY,AI;AI", "2 wants AI;AI", "must name each only once, AI stands there twice"),
        ("onsite", "", "2 meets", "must not be empty"),
        ("onsite", "onsite;zoom", "2 meets zoom", "must be onsite or remote"),
        (
            "mon-am",
            "mon-am;sat-am",
            "2 available sat-am",
            "must be mon-am, mon-pm, tue-am, tue-pm, wed-am, wed-pm, thu-am, thu-pm, fri-am or fri-pm",
        ),
        ("mon-am,,", "mon-am,P2;P7,", "2 prefers P7", "must be a person_ref of this file"),
        ("mon-am,,", "mon-am,P1,", "2 prefers P1", "must name somebody else"),
        ("mon-am,,", "mon-am,P2,P2", "2 excludes P2", "must not be in prefers as well"),
        ("mon-am,,", "mon-am,,Q", "2 excludes Q", "must be a person_ref of this file"),
        (",C1,", ",P1,", "2 manager_ref P1", "must not lead back to the same person: P1 → P1"),
        (",C1,", ",C1,,", "2", "must have 15 cells, has 16 (a comma inside a cell needs quotes around it)"),
        ("P1,", "P2,", "3 person_ref P2", "must be there only once, line 2 has it too"),
        ("gerda@", "Tim@", "3 email tim@firma.example", "must be there only once, line 2 has it too"),
    ],
)
def test_one_fault(tmp_path: Path, old: str, new: str, where: str, allowed: str) -> None:
    """A single wrong cell gives its line, its column, its value and what is allowed."""
    [error] = faults_of_people(tmp_path, GERDA.replace(old, new, 1), TIM)
    assert (f"{error.line} {error.column} {error.value}".rstrip(), error.allowed) == (where, allowed)


@pytest.mark.parametrize(
    ("content", "line", "allowed"),
    [
        (b"", 0, "must not be empty"),
        (b"\xef\xbb\xbf\n \n", 0, "must not be empty"),
        (COLUMNS.encode(), 1, "must have rows below the names of the columns"),
        (f"{COLUMNS}\n{GERDA}\n".encode("latin-1"), 2, "must be saved as UTF-8 (in a spreadsheet: 'CSV UTF-8')"),
        (f"{COLUMNS}\n{GERDA}\n".encode("utf-16"), 1, "must be saved as UTF-8 (in a spreadsheet: 'CSV UTF-8')"),
        (COLUMNS.replace(",", ";").encode(), 1, "these are semicolons; a semicolon separates items inside a cell"),
        (COLUMNS.replace(",", "\t").encode(), 1, "these are tabs"),
        (f'{COLUMNS}\n{GERDA}\nP2,"Tim,t@f.example'.encode(), 3, "must close every quote"),
        (f'{COLUMNS}\nP2,"Tim"x,t@f.example'.encode(), 2, "must close every quote"),
    ],
)
def test_no_table(tmp_path: Path, content: bytes, line: int, allowed: str) -> None:
    """A file that is no such table says so in one fault, and how to make it one."""
    [error] = faults_of_bytes(tmp_path, content)
    assert error.line == line
    assert allowed in error.allowed


def test_columns(tmp_path: Path) -> None:
    """A column that is missing, unknown or there twice is one fault each, and not one more for every row."""
    columns = COLUMNS.replace("locale", "local").replace("unit", "site")
    found = [(error.column, error.allowed) for error in faults_of_people(tmp_path, GERDA, TIM, columns=columns)]
    assert [column for column, _ in found] == ["locale", "unit", "local", "site"]
    assert found[2][1].endswith("did you mean locale?")
    assert found[3][1] == "must be there only once"
    assert found[0][1] == "must be a column of the file"


def test_fifteen_faults_at_once(tmp_path: Path) -> None:
    """Everything that is wrong is said in one go, in the order of lines and columns."""
    found = [f"{error.line} {error.column} {error.value}" for error in faults_of_people(tmp_path, *MANY_FAULTS)]
    assert found == [
        "2 name ",
        "2 email gerda@firma",
        "2 locale fr",
        "2 time_zone Europe/Wien",
        "2 joined_on 1994-5-1",
        "2 offers MAGIC",
        "2 available monday",
        "2 prefers P9",
        "2 excludes P1",
        "3 person_ref P1",
        "3 unit ",
        "3 meets phone",
        "4 email TIM@firma.example",
        "4 manager_ref P3",
        "4 wants ",
    ]


def test_a_circle_is_told_once(tmp_path: Path) -> None:
    """A reporting line that leads back to where it began is one fault, however many people it holds."""
    rows = [GERDA.replace("P1,", f"{ref},").replace("gerda", ref).replace("C1", chief) for ref, chief in
            (("A", "B"), ("B", "C"), ("C", "A"), ("D", "A"), ("E", "F"), ("F", ""))]  # fmt: skip
    [error] = faults_of_people(tmp_path, *rows)
    assert error.allowed == "must not lead back to the same person: A → B → C → A"
    assert (error.line, error.column, error.value) == (2, "manager_ref", "B")


def test_lines_are_those_of_an_editor(tmp_path: Path) -> None:
    """Blank lines and line breaks inside a cell do not shift the line that is named."""
    broken = TIM.replace(",en,", ",xx,")
    [error] = faults_of_people(tmp_path, "", GERDA.replace("Gerda Öhler", '"Gerda\nÖhler"'), "", broken)
    assert error.line == 6


def test_the_text_is_a_table(tmp_path: Path) -> None:
    """The exception reads as a table: how many faults, then each on a line, its columns aligned."""
    file = tmp_path / "people.csv"
    rows = [COLUMNS, GERDA.replace(",de,", ",fr,"), TIM.replace("2023-02-01", "gestern")]
    file.write_text("\n".join(rows), "utf-8")
    with pytest.raises(FaultyFile) as raised:
        read_people(file, topics=TOPICS)
    assert str(raised.value).splitlines() == [
        "2 faults, nothing was started",
        'people.csv:2  locale     "fr"       must be de or en',
        'people.csv:3  joined_on  "gestern"  must be a date like 2027-03-31',
    ]


def test_a_missing_file(tmp_path: Path) -> None:
    """A file that is not there is a fault like any other."""
    with pytest.raises(FaultyFile, match="must be a readable file: No such file"):
        read_people(tmp_path / "nobody.csv", topics=TOPICS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_a_row_means(tmp_path: Path, encoding: str, newline: str) -> None:
    """With and without byte order mark, with either line end, optional cells empty: the same people."""
    file = tmp_path / "people.csv"
    file.write_bytes(
        newline.join([COLUMNS, GERDA.replace("Gerda Öhler", " Gerda  O\u0308hler "), TIM]).encode(encoding)
    )
    gerda, tim = read_people(file, topics=TOPICS)
    assert (gerda.name, gerda.offers, gerda.available, gerda.languages) == (
        "Gerda Öhler",
        ("HISTORY",),
        ("mon-am",),
        (),
    )
    assert (tim.manager_ref, tim.meets, tim.available, tim.prefers) == ("C2", ("onsite", "remote"), (), ())


def test_optional_columns_and_any_order(tmp_path: Path) -> None:
    """The optional columns may be there, and columns may come in any order."""
    file = tmp_path / "people.csv"
    rows = ([*row.split(","), extra] for row, extra in ((COLUMNS, "seeks_distance"), (GERDA, "tenure;generation")))
    file.write_text("\n".join(",".join(reversed(row)) for row in rows), "utf-8")
    [gerda] = read_people(file, topics=TOPICS)
    assert gerda.seeks_distance == ("tenure", "generation")


def test_forty_people(tmp_path: Path) -> None:
    """Any file in the format is read, whoever made it."""
    file = tmp_path / "forty.csv"
    file.write_text(crowd(40), "utf-8")
    assert len(read_people(file, topics=None)) == 40
