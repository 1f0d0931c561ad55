"""A programme file is read whole or not at all, and every fault says where it is and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.files import FaultyFile, read_files, read_programme
from domain.policy import ProgrammePolicy
from tests.files.crowd import COLUMNS, EXAMPLES, PROGRAMME, TIM, faults_of_programme

EXPIRES = '"proposal.expires" = 8'


@pytest.mark.parametrize(
    ("old", "new", "where", "allowed"),
    [
        ('name = "Voneinander"', 'name = ""', "2 programme.name", "must not be empty"),
        ('name = "Voneinander"\n', "", "1 programme.name", "must be given"),
        ('name = "Voneinander"', "name = 3", "2 programme.name 3", "must be text in quotes"),
        (
            "purpose =",
            "purpos = 1\npurpose =",
            "3 programme.purpos purpos",
            "must be one of name, purpose, locale, time_zone, holidays; did you mean purpose?",
        ),
        ('locale = "de"', 'locale = "fr"', "4 programme.locale fr", "must be de or en"),
        ("Europe/Vienna", "Europe/Wien", "5 programme.time_zone Europe/Wien", "must be a time zone like Europe/Vienna"),
        (
            "AT-9",
            "ZZ",
            "6 programme.holidays ZZ",
            "must be a country code like AT, or a country and a region like AT-9",
        ),
        ("2026-09-18", '"soon"', "10 cohort.enrolment_until soon", "must be a date like 2027-03-31"),
        (
            "2026-09-18",
            "2026-09-18T10:00:00Z",
            "10 cohort.enrolment_until 2026-09-18 10:00:00+00:00",
            "must be a date like 2027-03-31",
        ),
        ('"coordinator"', '"boss"', "13 staff.role boss", "must be coordinator, deputy or sponsor"),
        ('"coordinator"', '"sponsor"', "12 staff", "must have at least one entry with role coordinator"),
        ("tom@firma.example", "tom", "21 staff.email tom", "must be an e-mail address like name@company.example"),
        (
            "tom@firma.example",
            "Kaethe@firma.example",
            "12 staff kaethe@firma.example",
            "must be coordinator or deputy, not both: the deputy acts when the coordinator does not",
        ),
        (
            "topics.AI",
            "topics.ai",
            "24 topics.ai ai",
            "must be a code like CUSTOMER_HISTORY: up to sixty capital letters, digits and underscores",
        ),
        ('en = "AI"\n', "", "24 topics.AI.en", "must be given"),
        (
            "[policy]",
            "[polices]",
            "32 polices polices",
            "must be one of programme, cohort, staff, topics, policy; did you mean policy?",
        ),
        (
            EXPIRES,
            '"proposal.expire" = 7',
            "33 policy.proposal.expire proposal.expire",
            "must be a key of the policy; did you mean proposal.expires?",
        ),
        (
            EXPIRES,
            '"proposal.expires" = 99',
            "33 policy.proposal.expires 99",
            "must be a whole number from 3 to 21 (days to answer a proposal)",
        ),
        (
            EXPIRES,
            '"proposal.expires" = "7"',
            "33 policy.proposal.expires 7",
            "must be a whole number from 3 to 21 (days to answer a proposal)",
        ),
        (
            EXPIRES,
            "proposal.expires = true",
            "33 policy.proposal.expires true",
            "must be a whole number from 3 to 21 (days to answer a proposal)",
        ),
        (
            EXPIRES,
            '"proposal.reminders" = [7, 3]',
            "33 policy.proposal.reminders",
            "must be rising days, each at least 1, like [3, 7]",
        ),
        (
            EXPIRES,
            '"mail.sending_hours" = "nine to five"',
            "33 policy.mail.sending_hours nine to five",
            "must be 'always' or like 'Mon-Fri 08:00-18:00'",
        ),
        (
            EXPIRES,
            '"proposal.reminders" = [3, 12]',
            "33 policy.proposal.reminders 12",
            "must be less than proposal.expires (10)",
        ),
        (EXPIRES, "\n".join([EXPIRES, EXPIRES]), "34", "must be TOML: Cannot overwrite a value"),
        ('purpose = "', "purpose = ", "3", "must be TOML: Invalid value"),
        ("[policy]\n" + EXPIRES, "policy = 3", "32 topics.HISTORY.policy policy", "must be one of de, en"),
    ],
)
def test_one_fault(tmp_path: Path, old: str, new: str, where: str, allowed: str) -> None:
    """A single wrong value gives its line, its key, what stands there and what is allowed."""
    [error] = faults_of_programme(tmp_path, PROGRAMME.replace(old, new, 1))
    assert f"{error.line} {error.column} {error.value}".rstrip() == where
    assert error.allowed.startswith(allowed)


def test_all_faults_at_once(tmp_path: Path) -> None:
    """Wrong values, unknown keys and contradictions are told together, in the order of lines."""
    broken = PROGRAMME.replace('"de"', '"xx"').replace("AT-9", "AT-99").replace("2026-09-18", "18").replace(
        EXPIRES, '"meeting.cadense" = 5\n"review.window" = 100\n"kickoff.reminders" = [5, 20]'
    )  # fmt: skip
    assert [error.column for error in faults_of_programme(tmp_path, broken)] == [
        "programme.locale",
        "programme.holidays",
        "cohort.enrolment_until",
        "staff.locale",
        "policy.meeting.cadense",
        "policy.review.window",
        "policy.kickoff.reminders",
    ]


def test_a_faulty_value_contradicts_nothing(tmp_path: Path) -> None:
    """A value that is wrong by itself is not blamed a second time for what it would contradict."""
    broken = PROGRAMME.replace(EXPIRES, '"review.window" = 100\n"review.reminders" = [7, 30]')
    assert [error.column for error in faults_of_programme(tmp_path, broken)] == ["policy.review.window"]


def test_tables_that_are_missing(tmp_path: Path) -> None:
    """An almost empty file names every table it lacks."""
    found = faults_of_programme(tmp_path, "staff = []\n")
    assert {error.column: error.allowed for error in found} == {
        "programme": "must be given",
        "cohort": "must be given",
        "staff": "must not be empty",
        "topics": "must be given",
    }


@pytest.mark.parametrize(
    "content", ["policy = 3", "staff = 3", "staff = [1]", "topics = []", "[policy]\nproposal = []", "[staff]\nrole = 1"]
)
def test_tables_of_the_wrong_kind(tmp_path: Path, content: str) -> None:
    """A value where a table belongs is a fault and no crash."""
    assert faults_of_programme(tmp_path, content)


@pytest.mark.parametrize(
    "policy",
    [
        '"mail.sending_hours" = "always"\n"proposal.expires" = 5\n"proposal.reminders" = [2]',
        'mail.sending_hours = "always"\nproposal = { expires = 5, reminders = [2] }',
        '[policy.mail]\nsending_hours = "always"\n[policy.proposal]\nexpires = 5\nreminders = [2]',
    ],
)
def test_overrides_in_every_spelling(tmp_path: Path, policy: str) -> None:
    """Quoted keys, dotted keys and tables mean the same; what is not overridden keeps its default."""
    file = tmp_path / "programme.toml"
    file.write_text(PROGRAMME.replace(EXPIRES, policy), "utf-8")
    expected = ProgrammePolicy(mail__sending_hours="always", proposal__expires=5, proposal__reminders=(2,))
    assert read_programme(file).policy == expected


def test_both_files_at_once(tmp_path: Path) -> None:
    """The faults of both files come in one go, and topics are not blamed on people while they are unknown."""
    programme, people = tmp_path / "programme.toml", tmp_path / "people.csv"
    programme.write_text(PROGRAMME.replace("AT-9", "Wien"), "utf-8")
    people.write_text("\n".join([COLUMNS, TIM.replace("P1", "").replace(",en,", ",xx,")]), "utf-8")
    with pytest.raises(FaultyFile) as raised:
        read_files(programme, people)
    assert [(error.file, error.column) for error in raised.value.errors] == [
        ("programme.toml", "programme.holidays"),
        ("people.csv", "locale"),
    ]


def test_topics_of_the_other_file(tmp_path: Path) -> None:
    """People may name the topics of their programme only."""
    programme, people = tmp_path / "programme.toml", tmp_path / "people.csv"
    programme.write_text(PROGRAMME, "utf-8")
    people.write_text("\n".join([COLUMNS, TIM.replace("P1", "")]), "utf-8")
    with pytest.raises(FaultyFile, match=r'"LEADING" +must be a topic of the programme file: AI, HISTORY'):
        read_files(programme, people)


def test_the_example_is_sound() -> None:
    """The files that come with the product have no fault."""
    files = read_files(EXAMPLES / "programme.toml", EXAMPLES / "people.csv")
    assert len(files.people) == 24
    assert {person.locale for person in files.people} == {"de", "en"}
