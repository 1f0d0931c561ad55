"""The same life with the two people exchanged, and events in a form in which the two lives must be equal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from domain.base import Json, LetterOutcome, LettersPosted
from domain.pair import commands as c
from domain.pair import events as e
from domain.pair.agreement import ExchangeAgreement
from domain.pair.stages import Amendment, Exchange, Kickoff
from domain.pair.state import Pair
from domain.pair.values import Match

_SWAP = {"a": "b", "b": "a"}
# They differ since the goals of the two change places in the text.
_HASHES = ("hash", "agreed_values_hash")

Names = dict[UUID, str]


def mirrored_match(match: Match) -> Match:
    """Each on the other's side, with everything that is theirs."""
    fit = match.reciprocity
    return match.with_(a=match.b, b=match.a, reciprocity=fit.with_(a_to_b=fit.b_to_a, b_to_a=fit.a_to_b))


def mirrored_beginning(events: tuple[e.PairEvent, ...]) -> tuple[e.PairEvent, ...]:
    """The first append of the mirrored life; no rule would open a pair against the order of its ids."""
    first, *rest = events
    assert isinstance(first, e.MatchProposed)
    return first.with_(match=mirrored_match(first.match)), *rest


def mirrored(message: c.PairMessage, *, pair: Pair, twin: Pair, names: Names, twin_names: Names) -> c.PairMessage:
    """What the other one would have told the mirrored pair."""
    match message:
        case LettersPosted(outcomes=outcomes):
            ids = {name: letter_id for letter_id, name in twin_names.items()}
            return LettersPosted(outcomes=tuple(_for_twin(x, ids[names[x.letter_id]]) for x in outcomes))
        case c.ProposeAgreement(by=by, agreement=agreement):
            return message.with_(by=_SWAP[by], agreement=_mirrored_text(agreement))
        case c.AmendAgreement(by=by, agreement=agreement):
            return message.with_(by=_SWAP[by], agreement=_mirrored_text(agreement))
        case c.ResendLetter(letter_id=letter_id) if letter_id in names:
            return message.with_(letter_id={name: known for known, name in twin_names.items()}[names[letter_id]])
        case c.ConfirmAgreement(by=by, hash=text):
            is_current = text and text == _open_hash(pair)
            return message.with_(by=_SWAP[by], hash=_open_hash(twin) if is_current else text)
        case c.ParticipantMessage(by=by):
            return message.with_(by=_SWAP[by])
        case _:
            return message


def _open_hash(pair: Pair) -> str:
    """The hash of the text that waits to be confirmed."""
    match pair.stage:
        case Kickoff(hash=text):
            return text
        case Exchange(amendment=Amendment(hash=text)):
            return text
        case _:
            return ""


def comparable(events: tuple[e.PairEvent, ...], names: Names, *, is_twin: bool) -> list[Json]:
    """One append without the order and the ids of its letters; the twin's sides are swapped back.

    `names` keeps, life by life, a name for each letter that is the same for both.
    """
    plain = [_plain(event, names, is_twin=is_twin) for event in events if not isinstance(event, e.LetterSuppressed)]
    gone = sorted(names[event.letter_id] for event in events if isinstance(event, e.LetterSuppressed))
    return [*plain, {"suppressed": list(gone)}]


def _plain(event: e.PairEvent, names: Names, *, is_twin: bool) -> Json:
    swap = _SWAP if is_twin else {}
    if isinstance(event, e.LettersRequested):
        return {"letters": [*sorted(_named(event, names, swap))]}
    data: dict[str, Any] = event.model_dump(mode="json", exclude={*_HASHES, "agreement", "match"})
    if isinstance(event, e.OperatorActionRecorded) and event.action is e.OperatorAction.RESEND_LETTER:
        data["target"] = names.get(UUID(event.target), event.target)
    if "letter_id" in data:
        data["letter_id"] = names[UUID(data["letter_id"])]
    for key in ("by", "lead"):
        data[key] = swap.get(data.get(key, ""), data.get(key))
    data["pending_by"] = sorted(swap.get(side, side) for side in data.get("pending_by", ()))
    return {"type": type(event).__name__, **data}


def _named(event: e.LettersRequested, names: Names, swap: dict[str, str]) -> list[str]:
    request = len(names)
    found = []
    for letter, delivery in zip(event.letters, event.deliveries or (), strict=True):
        lead = letter.params.get("lead", "")
        params = {
            **letter.params,
            "lead": swap.get(lead, lead),
            "about": swap.get(delivery.about or "", delivery.about),
        }
        reader = swap.get(delivery.to, delivery.to)
        name = f"{request} {letter.template} {reader} {delivery.not_before} {letter.because} {sorted(params.items())}"
        names[letter.letter_id] = name
        found.append(name)
    return found


def _for_twin(outcome: LetterOutcome, letter_id: UUID) -> LetterOutcome:
    return outcome.with_(letter_id=letter_id)


def _mirrored_text(agreement: ExchangeAgreement) -> ExchangeAgreement:
    return agreement.with_(goals=agreement.goals.with_(a=agreement.goals.b, b=agreement.goals.a))
