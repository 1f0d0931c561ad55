"""Lists, timelines and figures on the command line: what they show, and how far they are behind."""

from __future__ import annotations

import re

import pytest

from adapters.event_store import EventStore
from domain.base import Refused, Unavailable
from domain.pair import commands as c
from domain.pair.values import Match
from gateway import report
from gateway.reading import Reading
from tests.domain.story import in_exchange, in_kickoff, match, partner, proposed
from tests.gateway.lives import write
from tests.gateway.terminal import Terminal
from tests.projected import project


@pytest.fixture
def mentoring(database: str, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """The command line before a database, with no other server."""
    monkeypatch.setenv("DATABASE_URL", database)
    return Terminal()


def two(number: int, cohort_id: str) -> Match:
    """Two people who are in no other pair."""
    a, b = partner(10 + 2 * number), partner(11 + 2 * number)
    return match(pair_id=f"pair-{number}", cohort_id=cohort_id, a=a, b=b)


async def write_three(store: EventStore) -> None:
    """A declined pair and one in its half year in spring, one before its kickoff in autumn."""
    declined = proposed(two(1, "spring"))
    declined.tell(c.DeclineMatch(by="b"))
    for life in (declined, in_exchange(two(2, "spring")).wait(days=15), in_kickoff(two(3, "autumn")).wait(days=30)):
        await write(life, store)


async def test_list(store: EventStore, database: str, mentoring: Terminal) -> None:
    """Each pair stands in a line, with its health while it is open and with its cohort."""
    await write_three(store)
    await project(database)
    shown = await mentoring.does("pair list")
    assert re.search(r"pair-1 +DECLINED +0 .*spring", shown)
    assert re.search(r"pair-2 +ACTIVE +GREEN +0 .*, since no date is set.* spring", shown)
    assert re.search(r"pair-3 +KICKOFF +RED +0 .*the coordinator is asked to decide.* autumn", shown)
    assert "not in this list" not in shown
    lines = await mentoring.reads("pair list")
    assert [(x["phase"], x["health"], x["cohort_id"]) for x in lines] == [
        ("DECLINED", None, "spring"),
        ("ACTIVE", "GREEN", "spring"),
        ("KICKOFF", "RED", "autumn"),
    ]


async def test_a_lag_is_said(store: EventStore, database: str, mentoring: Terminal) -> None:
    """What the log has and a list has not is counted in a line below it; JSON stays JSON."""
    first = proposed(two(1, "spring"))
    await write(first, store)
    await project(database)
    second = proposed(two(2, "spring"))
    await write(second, store)
    said = f"{len(second.events)} events are not in this"
    assert f"{said} list yet" in await mentoring.does("pair list")
    assert f"{said} table yet" in await mentoring.does("cohort figures")
    assert [x["pair_id"] for x in await mentoring.reads("pair list")] == ["pair-1"]


async def test_figures(store: EventStore, database: str, mentoring: Terminal) -> None:
    """Each cohort is a column of figures; one cohort may be asked for alone, and nothing is said of an unknown one."""
    assert "no pairs yet" in await mentoring.does("cohort figures")
    await write_three(store)
    await project(database)
    shown = await mentoring.does("cohort figures")
    assert re.search(r"autumn +spring", shown)
    assert re.search(r"proposed +1 +2 ", shown)
    assert re.search(r"declined +0 +1 ", shown)
    assert re.search(r"open pairs RED +1 +0 ", shown)
    (spring,) = await mentoring.reads("cohort figures spring")
    assert (spring["cohort_id"], spring["kicked_off"], spring["days_to_kickoff"]) == ("spring", 1, 6.0)
    assert (spring["by_phase"]["ACTIVE"], spring["by_health"]["GREEN"]) == (1, 1)
    unknown = await mentoring.types("cohort figures winter")
    assert (unknown.exit_code, unknown.stdout) == (1, "")
    assert unknown.stderr == "no pair belongs to cohort 'winter'\nallowed: autumn, spring\n"


async def test_timelines_are_those_of_the_log(store: EventStore, database: str, reading: Reading) -> None:
    """What is told from the read models is what the whole stream tells, open deadlines included."""
    await write_three(store)
    await project(database)
    for pair_id in ("pair-1", "pair-2", "pair-3"):
        assert report.timeline(await reading.told(pair_id)) == report.timeline(await reading.find(pair_id))


async def test_a_pair_that_is_too_new(store: EventStore, database: str, reading: Reading) -> None:
    """A pair that the log knows and the read models do not know yet may be asked for again; any other may not."""
    await write(proposed(two(1, "spring")), store)
    with pytest.raises(Unavailable, match="nothing is told of pair pair-1 yet"):
        await reading.told("pair-1")
    await project(database)
    assert (await reading.told("pair-1")).pair_id == "pair-1"
    with pytest.raises(Refused, match="no pair's id begins with 'pair-2'"):
        await reading.told("pair-2")
