"""From the files of a programme to pairs that can be launched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from adapters.calendar import holiday_dates
from adapters.files import Entry, Files
from adapters.intake import take_in
from adapters.people import People
from adapters.programmes import Programmes
from domain.base import Frozen, derived_id
from domain.matching import Candidate, Proposal, Unmatched, match
from domain.pair.state import Pair
from domain.pair.values import Match, Partner, Reciprocity
from domain.people import Programme
from domain.policy import ProgrammePolicy
from domain.working_time import add_days, add_months

# A kickoff may plan its half year from this many days ahead.
_START_AHEAD_DAYS = 31


class Round(Frozen):
    """What one round of matching came to: pairs to launch, and whom it leaves without a partner.

    `refs` gives the person_ref of each participation, for the owner of the file and nobody else.
    """

    programme: Programme
    matches: tuple[Match, ...]
    unmatched: tuple[Unmatched, ...]
    refs: dict[str, str]

    @property
    def id(self) -> str:
        """The same for the same pairs of a cohort, so that they are launched once."""
        return str(derived_id("round", self.programme.cohort_id, *(match.pair_id for match in self.matches)))


async def match_people(
    files: Files,
    *,
    people: People,
    programmes: Programmes,
    starts_on: date,
    seed: int = 0,
    known: Sequence[Pair] = (),
) -> Round:
    """Takes the files in and matches everybody who has no pair yet.

    `starts_on` is the day on which the pairs are proposed. `known` are the pairs that there are: who is in an
    open one is left alone, and two who were a pair in this programme are not paired again. Raises `Unavailable`.
    """
    intake = await take_in(files, people=people, programmes=programmes)
    programme = intake.programme
    busy = {person_id for pair in known if pair.phase.is_open for person_id in _people(pair)}
    pool = tuple(candidate for candidate in intake.candidates if candidate.person_id not in busy)
    earlier = frozenset(_people(pair) for pair in known if pair.match.programme_id == programme.programme_id)
    result = match(pool, policy=programme.policy, topics=programme.topics, seed=seed, earlier=earlier)
    entries = {people.id_of(entry.person_ref): entry for entry in files.people}
    partners = {each.participation_id: _partner(each, entries[each.person_id]) for each in pool}
    holidays = holiday_dates(programme.holidays, starts_on, _last_day(programme.policy, starts_on))
    return Round(
        programme=programme,
        matches=tuple(_match(each, partners, programme, holidays) for each in result.proposals),
        unmatched=result.unmatched,
        refs={each.participation_id: entries[each.person_id].person_ref for each in pool},
    )


def _people(pair: Pair) -> frozenset[str]:
    return frozenset((pair.match.a.person_id, pair.match.b.person_id))


def _partner(candidate: Candidate, entry: Entry) -> Partner:
    return Partner(
        participation_id=candidate.participation_id,
        person_id=candidate.person_id,
        locale=entry.locale,
        time_zone=entry.time_zone,
        manager_id=candidate.manager_id,
        skip_level_id=candidate.skip_level_id,
    )


def _match(
    proposal: Proposal, partners: Mapping[str, Partner], programme: Programme, holidays: tuple[date, ...]
) -> Match:
    return Match(
        pair_id=str(derived_id("pair", proposal.a, proposal.b)),
        programme_id=programme.programme_id,
        cohort_id=programme.cohort_id,
        a=partners[proposal.a],
        b=partners[proposal.b],
        reciprocity=Reciprocity(a_to_b=proposal.a_to_b, b_to_a=proposal.b_to_a),
        policy=programme.policy,
        time_zone=programme.time_zone,
        holiday_calendar=programme.holidays,
        holidays=holidays,
        staff=programme.staff,
    )


def _last_day(policy: ProgrammePolicy, starts_on: date) -> date:
    """The last day on which a pair proposed on this day can have anything to send."""
    chemistry = policy.chemistry__window + policy.chemistry__undecided_extension + policy.chemistry__lapse
    before = policy.proposal__expires + chemistry + policy.kickoff__lapse + _START_AHEAD_DAYS
    after = policy.review__window + policy.retention__pair_private
    return add_days(add_months(starts_on, policy.exchange__period), before + after)
