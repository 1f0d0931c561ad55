"""What a matching run says in words: why two people are proposed, and why somebody found no partner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, assert_never

from domain.matching.model import Candidate, Distance, Reason, Unmatched, Words
from domain.matching.rules import Earlier, Obstacle, gives, obstacle, weaker_fit
from domain.matching.score import common_half_days, is_distant, may_meet, share_language
from domain.people import Topic
from domain.policy import ProgrammePolicy

_SUGGESTIONS = 3
_MORE_PEOPLE = Words(
    de="Mehr Teilnehmende mit passenden Themen würden helfen.", en="More participants with fitting topics would help."
)
_DISTANCES: dict[Distance, Words] = {
    "generation": Words(de="aus verschiedenen Generationen im Haus", en="from different generations in the house"),
    "tenure": Words(de="verschieden lang im Haus", en="in the house for different lengths of time"),
    "department": Words(de="aus verschiedenen Abteilungen", en="from different departments"),
}


def reasons(a: Candidate, b: Candidate, topics: Mapping[str, Topic]) -> tuple[Reason, ...]:
    """Why the two are proposed to each other: what each gives and seeks, then what speaks for both."""
    return (
        _exchange("a", a, b, topics),
        _exchange("b", b, a, topics),
        *(Reason(about="both", de=words.de, en=words.en) for words in _in_common(a, b)),
    )


def explain(
    person: Candidate,
    pool: Sequence[Candidate],
    *,
    policy: ProgrammePolicy,
    topics: Mapping[str, Topic],
    earlier: Earlier = frozenset(),
) -> Unmatched:
    """Why the person found nobody in the pool and what would change it; never who stands in the way."""
    others = [other for other in pool if other.participation_id != person.participation_id]
    between = [(obstacle(person, other, policy=policy, earlier=earlier), other) for other in others]
    found = {hindrance for hindrance, _ in between}
    if None in found:
        return _unmatched(person, "ODD_POOL", *_all_taken())
    nearest = next((each for each in Obstacle if each in found), Obstacle.NO_EXCHANGE)
    close = [other for hindrance, other in between if hindrance is nearest]
    match nearest:
        case Obstacle.BELOW_MINIMUM:
            why, change = _too_weak(max(weaker_fit(person, other) for other in close), policy)
        case Obstacle.SAME_MANAGER:
            why, change = _same_manager()
        case Obstacle.APART | Obstacle.REPORTING_LINE:
            why, change = _ruled_out()
        case Obstacle.NO_EXCHANGE:
            why, change = _no_exchange(person, others, topics)
        case _:
            assert_never(nearest)
    return _unmatched(person, "NO_RECIPROCAL_FIT", why, change)


def _exchange(about: Literal["a", "b"], one: Candidate, other: Candidate, topics: Mapping[str, Topic]) -> Reason:
    given = _names((code for code in one.offers if code in other.wants), topics)
    sought = _names((code for code in one.wants if code in other.offers), topics)
    return Reason(
        about=about, de=f"gibt: {given.de} – sucht: {sought.de}", en=f"gives: {given.en} – seeks: {sought.en}"
    )


def _in_common(a: Candidate, b: Candidate) -> Iterable[Words]:
    if a.person_id in b.prefers and b.person_id in a.prefers:
        yield Words(de="haben einander gewünscht", en="wished for each other")
    if a.site == b.site:
        yield Words(de="am selben Standort", en="at the same site")
    elif may_meet(a, b):
        yield Words(de="treffen sich beide gern online", en="both like to meet online")
    if share_language(a, b):
        yield Words(de="haben eine gemeinsame Sprache", en="share a language")
    if common_half_days(a, b):
        yield Words(de="haben gemeinsame freie Zeiten", en="are free at the same times")
    sought = (*a.seeks_distance, *b.seeks_distance)
    yield from (words for kind, words in _DISTANCES.items() if kind in sought and is_distant(a, b, kind))


def _all_taken() -> tuple[Words, Words]:
    return (
        Words(
            de="Alle, mit denen es passt, sind in einem anderen Tandem.",
            en="Everybody who fits is in another pair.",
        ),
        Words(
            de="Eine weitere Person mit passenden Themen würde genügen; im nächsten Lauf besteht Vorrang.",
            en="One more person with fitting topics would be enough; the next run gives priority.",
        ),
    )


def _too_weak(best: int, policy: ProgrammePolicy) -> tuple[Words, Words]:
    least = policy.matching__minimum_fit
    return (
        Words(
            de=f"Die beste Passung in beiden Richtungen liegt bei {best} von 1000, verlangt sind {least}.",
            en=f"The best fit in both directions is {best} of 1000, and {least} is required.",
        ),
        Words(
            de=f"Weitere Themen im Profil würden helfen, oder matching.minimum_fit von höchstens {best}.",
            en=f"More topics in the profile would help, or a matching.minimum_fit of at most {best}.",
        ),
    )


def _same_manager() -> tuple[Words, Words]:
    return (
        Words(de="Wer fachlich passt, hat dieselbe Führungskraft.", en="Those who would fit have the same manager."),
        Words(
            de=f"{_MORE_PEOPLE.de} Oder das Programm erlaubt es: matching.same_manager = true.",
            en=f"{_MORE_PEOPLE.en} Or the programme allows it: matching.same_manager = true.",
        ),
    )


def _ruled_out() -> tuple[Words, Words]:
    # One sentence for all causes, so that nobody learns who asked not to be paired with whom.
    return (
        Words(
            de="Wer fachlich passt, scheidet aus: Führungslinie, früheres Tandem oder persönlicher Ausschluss.",
            en="Those who would fit are ruled out: reporting line, an earlier pair or a personal exclusion.",
        ),
        _MORE_PEOPLE,
    )


def _no_exchange(person: Candidate, others: Sequence[Candidate], topics: Mapping[str, Topic]) -> tuple[Words, Words]:
    givers = [other for other in others if gives(other, person)]
    takers = [other for other in others if gives(person, other)]
    if not givers:
        wants = _names(person.wants, topics)
        why = Words(
            de=f"Niemand bietet an, was gesucht wird: {wants.de}.", en=f"Nobody offers what is wanted: {wants.en}."
        )
    elif not takers:
        offers = _names(person.offers, topics)
        why = Words(
            de=f"Niemand sucht, was angeboten wird: {offers.de}.", en=f"Nobody wants what is offered: {offers.en}."
        )
    else:
        why = Words(
            de="Wer das Gesuchte anbietet, sucht selbst etwas anderes als das Angebotene.",
            en="Those who offer what is wanted want something else than what is offered.",
        )
    return why, _further_topics(person, givers=givers, takers=takers, topics=topics)


def _further_topics(
    person: Candidate, *, givers: Sequence[Candidate], takers: Sequence[Candidate], topics: Mapping[str, Topic]
) -> Words:
    known = {*person.offers, *person.wants}
    if takers and (wants := _most_frequent({*taker.offers} - known for taker in takers)):
        names = _names(wants, topics)
        return Words(
            de=f"Ein weiterer Wunsch würde helfen, zum Beispiel: {names.de}.",
            en=f"One more want would help, for example: {names.en}.",
        )
    if givers and (offers := _most_frequent({*giver.wants} - known for giver in givers)):
        names = _names(offers, topics)
        return Words(
            de=f"Ein weiteres Angebot würde helfen, zum Beispiel: {names.de}.",
            en=f"One more offer would help, for example: {names.en}.",
        )
    return _MORE_PEOPLE


def _most_frequent(groups: Iterable[set[str]]) -> list[str]:
    counts = Counter(code for group in groups for code in group)
    return sorted(counts, key=lambda code: (-counts[code], code))[:_SUGGESTIONS]


def _names(codes: Iterable[str], topics: Mapping[str, Topic]) -> Words:
    named = [topics[code] for code in codes]
    return Words(de=", ".join(topic.de for topic in named), en=", ".join(topic.en for topic in named))


def _unmatched(
    person: Candidate, code: Literal["ODD_POOL", "NO_RECIPROCAL_FIT"], why: Words, change: Words
) -> Unmatched:
    return Unmatched(participation_id=person.participation_id, reason_code=code, why=why, change=change)
