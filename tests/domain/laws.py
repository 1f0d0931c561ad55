"""What must hold of every append and of every life of a pair, whatever was told to it."""

from __future__ import annotations

from datetime import datetime

from domain.base import Actor, ActorKind, DeadlinePassed, Row, derived_id
from domain.letters import LETTERS, Template
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.decide import actor_of
from domain.pair.due import open_deadlines
from domain.pair.evolve import evolve
from domain.pair.expected import expected_meetings
from domain.pair.plan import claims, is_over, plan
from domain.pair.sending import slots
from domain.pair.stages import Exchange, Kickoff
from domain.pair.state import Pair
from domain.pair.values import SIDES, MeetingState, Phase, Side
from domain.working_time import add_days, add_months

# After the end only wishes for a rematch and the follow-up are taken, what was asked for is posted, what is private is
# shredded, and an operator may still act.
_AFTER_THE_END = (
    e.LetterSent
    | e.LetterFailed
    | e.LetterOutcomeUnknown
    | e.LetterSuppressed
    | e.LetterBounced
    | e.LettersRequested
    | e.RematchRequested
    | e.RematchDeclined
    | e.FollowUpRequested
    | e.FollowUpSubmitted
    | e.PairDataShredded
    | e.ReminderFellDue
    | e.DeadlineMoved
    | e.DeadlineSkipped
    | e.OperatorActionRecorded
    | e.CoordinatorHandedOver
    | e.ExternalSignalReceived
    | e.ExternalSignalIgnored
)
_LETTERS_AFTER_THE_END = {Template.REMATCH_WISHED, Template.FOLLOW_UP, Template.DELIVERY_PROBLEM}
_OPEN_TO_EACH_OTHER = (Phase.EXPIRED, Phase.COMPLETED, Phase.CANCELLED)


def row_of(event: e.PairEvent, version: int = 1) -> Row:
    """The event as it is stored: what is sealed apart from the rest."""
    return Row(
        version=version,
        event_id=derived_id(version),
        type=type(event).__name__,
        schema_version=event.SCHEMA_VERSION,
        data=event.model_dump(mode="json", exclude=set(event.SEALED)),
        sealed=event.model_dump(mode="json", include=set(event.SEALED)) or None,
        actor=Actor(kind=ActorKind.SYSTEM),
        occurred_at=datetime.fromisoformat("2027-01-01T00:00Z"),
    )


def folded(rows: list[Row]) -> Pair:
    """The pair that stored events tell."""
    pair: Pair | None = None
    for row in rows:
        pair = evolve(pair, e.from_row(row))
    assert pair is not None
    return pair


def check_append(before: Pair, message: c.PairMessage, events: tuple[e.PairEvent, ...], after: Pair) -> None:
    """What one message may have led to."""
    _check_json(events)
    _check_closed(before, events, after)
    _check_claims(after)
    _check_road(before, after)
    _check_period(before, events, after)
    _check_actors(message, events)
    if isinstance(message, DeadlinePassed):
        assert events, f"{message.key} led to nothing"
        same = [d for d in open_deadlines(after) if (d.key, d.due_at) == (message.key, message.due_at)]
        assert not same, f"{message.key} neither moved nor vanished"


def check_letters(pair: Pair, events: tuple[e.PairEvent, ...], at: datetime) -> None:
    """The letters of one append: complete, alike for both, in sending hours, their readers sealed."""
    for event in events:
        if isinstance(event, e.LettersRequested):
            assert not set(row_of(event).data) & {"deliveries"}
            seen: dict[tuple[str, str, str], list[dict[str, str]]] = {}
            for letter, delivery in zip(event.letters, event.deliveries or (), strict=True):
                specification = LETTERS[Template(letter.template)]
                assert set(letter.params) == set(specification.params), letter
                assert (delivery.to not in SIDES) == specification.to_staff
                assert delivery.not_before >= at
                _check_slot(pair, letter, delivery, at)
                about = letter.params.get("meeting_id", "")
                seen.setdefault((letter.template, letter.because, about), []).append(letter.params)
            for params in seen.values():
                assert all(other == params[0] for other in params), "two partners read different things"


def check_life(events: list[e.PairEvent], pair: Pair) -> None:
    """What must hold of a life that is over."""
    assert is_over(pair)
    assert plan(pair).over
    assert plan(pair).next_at is None
    _check_claims(pair)
    rows = [row_of(event, version) for version, event in enumerate(events, start=1)]
    assert folded(rows) == pair, "folding the stored events again tells of another pair"
    shredded = [row.with_(sealed=None) for row in rows]
    assert folded(shredded) == pair, "what is left after shredding tells of another pair"
    requested = [x.letter_id for event in events if isinstance(event, e.LettersRequested) for x in event.letters]
    assert len(set(requested)) == len(requested)


def _check_json(events: tuple[e.PairEvent, ...]) -> None:
    for event in events:
        stored = Row.model_validate_json(row_of(event).model_dump_json())
        assert e.from_row(stored) == event
        assert not set(stored.data) & event.SEALED


def _check_closed(before: Pair, events: tuple[e.PairEvent, ...], after: Pair) -> None:
    if before.phase.is_open:
        assert after.phase.is_open or not after.meetings_in(MeetingState.SCHEDULED)
        return
    assert after.phase is before.phase
    assert all(isinstance(event, _AFTER_THE_END) for event in events), events
    letters = [x for event in events if isinstance(event, e.LettersRequested) for x in event.letters]
    asked = {Template(letter.template) for letter in letters if letter.because != e.OperatorActionRecorded.__name__}
    assert asked <= _LETTERS_AFTER_THE_END, asked


def _check_claims(after: Pair) -> None:
    """An open pair holds its two people; a couple that failed, or is one, is held so that it is not made again."""
    ids = sorted((after.match.a.person_id, after.match.b.person_id))
    people = {f"person/{person_id}" for person_id in ids} if after.phase.is_open else set()
    couple = set() if after.phase in _OPEN_TO_EACH_OTHER else {f"couple/{after.match.programme_id}/{'/'.join(ids)}"}
    assert claims(after) == people | couple


def _check_period(before: Pair, events: tuple[e.PairEvent, ...], after: Pair) -> None:
    """The end moves by pauses and extensions only, and the meetings that are expected follow (invariants 9 and 10).

    The period is that of the policy under which the text was proposed: what people were told stays.
    """
    for event in events:
        if isinstance(event, e.AgreementProposed) and event.agreement:
            text = event.agreement.plan
            assert text.ends_on == add_months(text.starts_on, after.policy.exchange__period)
    if not isinstance(after.stage, Exchange) or after.stage.pause:
        return
    stage = after.stage
    assert stage.expected_meetings == expected_meetings(
        starts_on=stage.starts_on,
        ends_on=stage.ends_on,
        paused_days=stage.paused_days,
        cadence_days=stage.cadence_days,
    )
    if isinstance(before.stage, Exchange):
        paused = sum(event.shifted_by_days for event in events if isinstance(event, e.PairResumed))
        agreed = [event.ends_on for event in events if isinstance(event, e.ExtensionAgreed)]
        assert stage.ends_on == (agreed or [add_days(before.stage.ends_on, paused)])[-1]
    else:
        assert stage.agreement
        assert stage.ends_on == stage.agreement.plan.ends_on


def _check_road(before: Pair, after: Pair) -> None:
    """Nobody gets on without both: two acceptances, two yes, five points twice (invariants 6 and 8)."""
    if after.phase is Phase.ACTIVE and isinstance(before.stage, Kickoff):
        assert all(not before.stage.open_points(side) for side in SIDES)
        assert len(before.stage.confirmed_by) == 1
        assert after.match == before.match


def _check_actors(message: c.PairMessage, events: tuple[e.PairEvent, ...]) -> None:
    for event in events:
        actor = actor_of(message, event)
        if event.SEALED and actor.kind is ActorKind.PARTICIPANT:
            assert actor.id == ""
        if isinstance(message, DeadlinePassed):
            assert (actor.kind, actor.id) == (ActorKind.TIMER, message.key.split("#")[0])


def _check_slot(pair: Pair, letter: e.RequestedLetter, delivery: e.Delivery, at: datetime) -> None:
    """In the reader's sending hours; but a reminder of a meeting rather goes out at once than never."""
    side: Side | None = "a" if delivery.to == "a" else "b" if delivery.to == "b" else None
    is_allowed = slots(pair, side).first_from(delivery.not_before) == delivery.not_before
    assert is_allowed or (letter.template == Template.MEETING_REMINDER and delivery.not_before == at), letter
