"""The first answer to a batch is what was handed in, later ones are what was stored: random batches, no difference."""

from datetime import UTC, datetime, timedelta, timezone
from random import Random

import pytest
from pydantic import JsonValue

from adapters.event_store import EventStore
from domain.base import (
    Actor,
    ActorKind,
    Answer,
    Batch,
    Deadline,
    Json,
    Letter,
    Outcome,
    Parties,
    Plan,
    Recipient,
    Row,
    Told,
    derived_id,
)
from domain.pair.events import EVENTS
from tests.log.batches import PAIR, look

_LETTERS = "aZäß漢😀\u0301\u202e\u2028\ufeff \"\\/'\n\t\x01\x7f{}$1%s"
_INTEGERS = (0, 1, -1, 2**31, 2**53 + 1, -(2**63), 2**64 + 7, 10**40, -(10**1000))
_MOMENTS = (datetime(2, 1, 2), datetime(1900, 1, 1), datetime(2024, 3, 31, 1, 59, 59), datetime(9998, 12, 30))  # noqa: DTZ001
_ZONES = (UTC, timezone(timedelta(hours=5, minutes=45)), timezone(timedelta(hours=-12)), timezone(timedelta(hours=14)))


class Chance:
    """Draws batches that no pair would make, of everything that the guard lets through."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def batch(self, command: str, *, seen: int) -> Batch:
        """Some events, with a plan and an answer."""
        versions = range(seen + 1, seen + 1 + self._random.randint(1, 5))
        return Batch(
            stream=PAIR,
            seen=seen,
            told=Told(id=command, body=self._fields()),
            rows=tuple(self._row(command, version) for version in versions),
            plan=self._plan(),
            answer=Answer(accepted=False, message=self._text(), allowed=(self._text(), self._text())),
        )

    def _row(self, command: str, version: int) -> Row:
        return Row(
            version=version,
            event_id=derived_id(command, version),
            type=self._random.choice(list(EVENTS)),
            data=self._fields(),
            sealed=self._random.choice([None, {}, self._fields()]),
            actor=Actor(kind=self._random.choice(list(ActorKind)), id=self._text()),
            policy_version=self._text(),
            occurred_at=self._moment(),
        )

    def _plan(self) -> Plan:
        letter = Letter(
            letter_id=derived_id(self._text()),
            template=self._text(),
            to=self._random.choice(list(Recipient)),
            not_before=self._moment(),
            params={self._text(): self._text()},
        )
        return Plan(
            deadlines=tuple(Deadline(key=f"k{n}", due_at=self._moment()) for n in range(self._random.randint(0, 3))),
            letters=(letter,) * self._random.randint(0, 2),
            parties=Parties(programme_id=self._text(), people={Recipient.B: self._text(), Recipient.A: self._text()}),
            labels={self._text(): self._text()},
            over=self._random.random() < 0.2,
        )

    def _moment(self) -> datetime:
        moment = self._random.choice(_MOMENTS) + timedelta(microseconds=self._random.randrange(1_000_000))
        return moment.replace(tzinfo=self._random.choice(_ZONES))

    def _text(self) -> str:
        return "".join(self._random.choices(_LETTERS, k=self._random.randint(0, 12)))

    def _fields(self, depth: int = 0) -> Json:
        return {self._text(): self._json(depth + 1) for _ in range(self._random.randint(0, 4))}

    def _json(self, depth: int) -> JsonValue:
        leaf = self._random.choice([None, True, False, self._random.choice(_INTEGERS), self._text()])
        deeper: list[JsonValue] = [self._fields(depth), [self._json(depth + 1), leaf]] if depth < 4 else []
        return self._random.choice([leaf, *deeper])


@pytest.mark.parametrize("seed", range(5))
async def test_whatever_was_handed_in(store: EventStore, seed: int) -> None:
    """Rows, plan and answer are the same from hand and from the log: for the first caller, a repeat and a look."""
    chance, seen = Chance(seed), 0
    for number in range(20):
        given = chance.batch(f"c{number}", seen=seen)
        first = await store.append(given)
        assert first.outcome is Outcome.APPENDED
        assert await store.append(given) == first.with_(outcome=Outcome.KNOWN)
        assert await store.append(look(seen=seen)) == first.with_(outcome=Outcome.BEHIND, answer=None)
        assert (await store.plan(PAIR), (await store.read(PAIR, after=seen)).rows) == (first.plan, first.rows)
        seen = first.version
