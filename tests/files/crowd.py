"""Makes people files and programme files: invented ones of any size, and small ones to break in one place."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

from adapters.files import FaultyFile, FileError, read_people, read_programme

EXAMPLES = Path(__file__).parents[2] / "examples"
TOPICS = frozenset({"AI", "HISTORY", "LEADING"})
COLUMNS = (
    "person_ref,name,email,locale,time_zone,unit,site,manager_ref,joined_on,"
    "offers,wants,meets,available,prefers,excludes"
)
GERDA = "P1,Gerda Öhler,gerda@firma.example,de,Europe/Vienna,Vertrieb,Wien,C1,1994-05-01,HISTORY,AI,onsite,mon-am,,"
TIM = "P2,Tim Weiß,tim@firma.example,en,Europe/Vienna,IT,Linz,C2,2023-02-01,AI;LEADING,HISTORY,onsite;remote,,,"
PROGRAMME = """\
[programme]
name = "Voneinander"
purpose = "Wissen teilen"
locale = "de"
time_zone = "Europe/Vienna"
holidays = "AT-9"

[cohort]
name = "Herbst"
enrolment_until = 2026-09-18

[[staff]]
role = "coordinator"
name = "Käthe Wögerer"
email = "kaethe@firma.example"
locale = "de"

[[staff]]
role = "deputy"
name = "Tom Pichler"
email = "tom@firma.example"
locale = "en"

[topics.AI]
de = "KI"
en = "AI"

[topics.HISTORY]
de = "Geschichte"
en = "History"

[policy]
"proposal.expires" = 8
"""

_CODES = (
    "DIGITAL_COLLAB", "AI_TOOLS", "DATA_ANALYSIS", "CUSTOMER_HISTORY", "LEADERSHIP",
    "NEGOTIATION", "PLANT_KNOWLEDGE", "PROJECT_MANAGEMENT", "PRESENTING", "NETWORK",
)  # fmt: skip
_HALF_DAYS = tuple(f"{day}-{half}" for day in ("mon", "tue", "wed", "thu", "fri") for half in ("am", "pm"))
_FIRST = ("Anna", "Jürgen", "Zoë", "Özlem", "Fritz", "Björn", "Emily", "Séan", "Marija", "Heidi")
_LAST = ("Müller", "Grüß", "Nowak", "Þórsson", "Yıldız", "O'Neill", "Kovač", "Schön", "Hofer", "Wögerer")
_SITES = ("Wien", "Linz", "Graz")


def crowd(count: int, *, seed: int = 1) -> str:
    """A people file of `count` invented people whose topics are those of the example's programme."""
    chance = random.Random(seed)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS.split(","))
    writer.writerows(_invented(number, chance) for number in range(count))
    return text.getvalue()


def faults_of_people(folder: Path, *rows: str, columns: str = COLUMNS) -> tuple[FileError, ...]:
    """What is wrong with a file of these rows; nothing, if nothing is."""
    return faults_of_bytes(folder, "\n".join([columns, *rows, ""]).encode())


def faults_of_bytes(folder: Path, content: bytes) -> tuple[FileError, ...]:
    """What is wrong with a people file of this content."""
    file = folder / "people.csv"
    file.write_bytes(content)
    try:
        read_people(file, topics=TOPICS)
    except FaultyFile as faulty:
        return faulty.errors
    return ()


def faults_of_programme(folder: Path, content: str) -> tuple[FileError, ...]:
    """What is wrong with a programme file of this content."""
    file = folder / "programme.toml"
    file.write_text(content, "utf-8")
    try:
        read_programme(file)
    except FaultyFile as faulty:
        return faulty.errors
    return ()


def _invented(number: int, chance: random.Random) -> list[str]:
    topics = chance.sample(_CODES, 5)
    return [
        f"X{number:05}",
        f"{chance.choice(_FIRST)} {chance.choice(_LAST)}",
        f"x{number:05}@firma.example",
        chance.choice(("de", "de", "en")),
        chance.choice(("Europe/Vienna", "Europe/Vienna", "Europe/London")),
        f"Abteilung {number % 9}",
        chance.choice(_SITES),
        f"X{(number - 1) // 8:05}" if number else "",
        f"{chance.randint(1985, 2025)}-{chance.randint(1, 12):02}-01",
        ";".join(topics[: chance.randint(1, 3)]),
        ";".join(topics[3:]),
        chance.choice(("onsite", "remote", "onsite;remote")),
        ";".join(chance.sample(_HALF_DAYS, chance.randint(0, 4))),
        "",
        "",
    ]
