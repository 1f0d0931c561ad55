"""The activity: all letters of a moment, whatever becomes of one, and what the workflow learns of it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from temporalio.api.failure.v1 import Failure
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.letters import Letters, Moment, outcomes_so_far
from adapters.catcher.box import Box
from adapters.post_office import PostOffice
from adapters.temporal import data_converter
from domain.base import Letter, LetterOutcome, Recipient
from domain.letters import Template
from tests.letters.cast import PARTIES, POSTED_AT, STREAM, letter
from tests.letters.conftest import RESEND, OpenOffice
from tests.letters.faults import Drop, FaultDial, Status
from tests.temporal import CODEC

FIRST, SECOND = (letter(Template.MATCH_PROPOSED, to) for to in (Recipient.A, Recipient.B))
THIRD = letter(Template.PAIR_DISSOLVED)


async def post(office: PostOffice, *letters: Letter) -> tuple[LetterOutcome, ...]:
    """The activity as Temporal runs it."""
    moment = Moment(stream=STREAM, parties=PARTIES, letters=letters, posted_at=POSTED_AT)
    outcomes: tuple[LetterOutcome, ...] = await ActivityEnvironment().run(Letters(office).post_letters, moment)
    return outcomes


async def failure_of(office: PostOffice, *letters: Letter) -> ApplicationError:
    """How the activity fails."""
    with pytest.raises(ApplicationError) as caught:
        await post(office, *letters)
    return caught.value


def ids(outcomes: tuple[LetterOutcome, ...]) -> set[UUID]:
    """Which letters these are about."""
    return {outcome.letter_id for outcome in outcomes}


async def test_all_letters_of_a_moment(open_office: OpenOffice, box: Box) -> None:
    """Every letter leaves, and the outcomes stand in the order of the letters."""
    outcomes = await post(await open_office(RESEND), FIRST, SECOND, THIRD)
    assert [outcome.letter_id for outcome in outcomes] == [about.letter_id for about in (FIRST, SECOND, THIRD)]
    assert {outcome.state for outcome in outcomes} == {"SENT"}
    assert len(box.letters()) == 3


async def test_one_that_must_wait_stops_no_other(open_office: OpenOffice, box: Box, dial: FaultDial) -> None:
    """If one letter must be posted again the others leave all the same; the failure tells which are done."""
    office = await open_office(RESEND)
    dial.faults.append(Status(429, {"Retry-After": "11"}))
    error = await failure_of(office, FIRST, SECOND, THIRD)
    assert len(box.letters()) == 2
    assert (error.type, error.non_retryable, error.next_retry_delay) == ("Unavailable", False, timedelta(seconds=11))
    assert len(ids(outcomes_so_far(error))) == 2
    outcomes = await post(office, FIRST, SECOND, THIRD)
    assert ids(outcomes_so_far(error)) < ids(outcomes)
    assert [box.times_seen(caught) for caught in box.letters()] == [1, 1, 1]


async def test_rejected_and_unwritable_letters_are_outcomes(open_office: OpenOffice, dial: FaultDial) -> None:
    """A letter the API rejects and one that cannot be written fail alone, and the activity succeeds."""
    dial.faults.append(Status(422))
    outcomes = await post(await open_office(RESEND), FIRST, SECOND, THIRD.with_(params={}))
    assert sorted(outcome.state for outcome in outcomes) == ["FAILED", "FAILED", "SENT"]


async def test_the_longest_wait_counts(open_office: OpenOffice, dial: FaultDial) -> None:
    """Of several waits the longest one decides when all are tried again; without any it is the retry policy."""
    office = await open_office(RESEND)
    dial.faults += [Status(429, {"Retry-After": "3"}), Status(503, {"Retry-After": "20"}), Status(500)]
    assert (await failure_of(office, FIRST, SECOND, THIRD)).next_retry_delay == timedelta(seconds=20)
    dial.faults += [Drop(), Status(500), Status(500)]
    assert (await failure_of(office, FIRST, SECOND, THIRD)).next_retry_delay is None


async def test_outcomes_survive_the_way_to_the_workflow(open_office: OpenOffice, dial: FaultDial) -> None:
    """The outcomes in a failure come out of the project's data converter and codec as they went in."""
    dial.faults.append(Status(500))
    error = await failure_of(await open_office(RESEND), FIRST, SECOND)
    converter = data_converter(CODEC)
    failure = Failure()
    await converter.encode_failure(error, failure)
    assert "renate" not in str(failure)
    arrived = await converter.decode_failure(failure)
    wrapped = RuntimeError("as an activity error wraps it")
    wrapped.__cause__ = arrived
    assert outcomes_so_far(wrapped) == outcomes_so_far(error)
    assert len(outcomes_so_far(error)) == 1


def test_other_failures_carry_no_outcomes() -> None:
    """A failure of another kind, whatever its details are, says nothing about letters."""
    assert outcomes_so_far(ApplicationError("no", "details", type="Broken")) == ()
    assert outcomes_so_far(TimeoutError()) == ()


async def test_nothing_to_post(open_office: OpenOffice) -> None:
    """A moment without letters is over at once."""
    assert await post(await open_office(RESEND)) == ()
