"""What is shown beside a pair as it stands: why a letter was written, a pair as it was, what a policy would move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, JsonValue

from domain.base import Frozen
from domain.letters import Template
from domain.pair.commands import ReceiveSignal
from domain.pair.events import MovedDeadline
from domain.pair.told import LetterState
from domain.policy import ProgrammePolicy, policy_keys
from gateway import plain_words, report
from gateway.reading import Story
from gateway.why import Cause, Explained


class Because(Frozen):
    """The event that asked for a letter, and who or what caused it."""

    event: str
    words: str
    at: AwareDatetime
    by: str


class Rule(Frozen):
    """The deadline behind a letter, and the policy key with its value in the pair's policy."""

    deadline: str
    due_at: AwareDatetime
    policy_key: str
    policy_value: JsonValue
    policy_version: str


class Why(Frozen):
    """Why a letter was written. `because` is null for a sealed act, `rule` where no deadline led to it."""

    letter_id: UUID
    template: Template
    pair_id: str
    time_zone: str
    because: Because | None
    rule: Rule | None
    to: Literal["a partner", "staff"]
    state: LetterState
    suppressed_because: str


class Past(Frozen):
    """A pair as it was just before `at`, and what was due next then."""

    at: AwareDatetime
    next_deadline: report.Due | None
    pair: report.Report


class Moved(Frozen):
    """A deadline before and after a change of the policy; null where it is new, or goes."""

    key: str
    then: str
    before: AwareDatetime | None
    after: AwareDatetime | None


class Preview(Frozen):
    """Exactly the deadlines that a policy would move."""

    pair_id: str
    time_zone: str
    from_version: str
    to_version: str
    moved: tuple[Moved, ...]


class Signalled(Frozen):
    """What was told to a pair as another service would tell it."""

    pair_id: str
    signal: str
    source: str
    signal_id: str


def why(pair_id: str, letter: Explained) -> Why:
    """Why a letter was written, without what is sealed."""
    zone = letter.pair.zone
    return Why(
        letter_id=letter.letter_id,
        template=letter.template,
        pair_id=pair_id,
        time_zone=zone,
        because=_because(letter.cause, zone) if letter.cause else None,
        rule=_rule(letter),
        to="staff" if letter.is_to_staff else "a partner",
        state=letter.state,
        suppressed_because=letter.suppressed_because,
    )


def in_words(letter: Why) -> Iterator[str]:
    """The same in sentences."""
    zone, name = letter.time_zone, plain_words.letter(letter.template)
    yield f"letter {letter.letter_id}, {name} ({letter.template}), to {letter.to} of pair {letter.pair_id}"
    match letter.because:
        case Because(event=event, words=words, at=at, by=by):
            yield f"because of {event} on {plain_words.local(at, zone)}, by {by}: {words}"
        case None:
            yield "because of a sealed act: neither which one nor when is told"
    if rule := letter.rule:
        due_at = plain_words.local(rule.due_at, zone)
        yield f"that came of the deadline {rule.deadline}, due {due_at}: {plain_words.consequence(rule.deadline)}"
        yield f"its moment came from {rule.policy_key} = {rule.policy_value} ({policy_keys()[rule.policy_key]})"
        yield f"in the pair's policy {rule.policy_version}"
    why_not = f": {letter.suppressed_because}" if letter.suppressed_because else ""
    yield f"the letter is {letter.state.lower()}{why_not}; times are those of {zone}"


def past(story: Story, at: datetime) -> Past:
    """A pair as it was just before a moment."""
    pair = report.report(story)
    return Past(at=_in_zone(at, story.pair.zone), next_deadline=next(iter(pair.deadlines), None), pair=pair)


def preview(story: Story, moved: Sequence[MovedDeadline], policy: ProgrammePolicy) -> Preview:
    """What a policy would move in a pair."""
    zone = story.pair.zone
    return Preview(
        pair_id=story.pair_id,
        time_zone=zone,
        from_version=story.pair.policy.version,
        to_version=policy.version,
        moved=tuple(
            Moved(
                key=each.key,
                then=plain_words.consequence(each.key),
                before=_in_zone(each.before, zone) if each.before else None,
                after=_in_zone(each.after, zone) if each.after else None,
            )
            for each in moved
        ),
    )


def signalled(pair_id: str, told: ReceiveSignal) -> Signalled:
    """What was told to a pair."""
    return Signalled(pair_id=pair_id, signal=told.signal, source=told.source, signal_id=told.signal_id)


def _because(cause: Cause, zone: str) -> Because:
    happened = cause.happened
    return Because(
        event=type(happened.event).__name__,
        words=plain_words.happening(happened.event, zone),
        at=_in_zone(happened.at, zone),
        by=plain_words.caused_by(happened),
    )


def _rule(letter: Explained) -> Rule | None:
    if letter.cause is None or letter.cause.deadline is None or letter.policy is None:
        return None
    deadline, (key, value) = letter.cause.deadline, letter.policy
    return Rule(
        deadline=deadline.key,
        due_at=_in_zone(deadline.due_at, letter.pair.zone),
        policy_key=key,
        policy_value=value,
        policy_version=letter.pair.policy.version,
    )


def _in_zone(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))
