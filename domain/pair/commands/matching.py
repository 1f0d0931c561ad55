"""From the proposal to the kickoff: what the two can say."""

from __future__ import annotations

from typing import Literal

from domain.base import Message
from domain.pair.agreement import ExchangeAgreement, KickoffPoint
from domain.pair.commands.fields import Hash, ParticipantMessage
from domain.pair.values import ChemistryVerdict, Match


class ProposeMatch(Message):
    """Opens a pair: two people are proposed to each other."""

    type: Literal["ProposeMatch"] = "ProposeMatch"
    match: Match


class AcceptMatch(ParticipantMessage):
    """I would like to be a pair with this person."""

    type: Literal["AcceptMatch"] = "AcceptMatch"


class DeclineMatch(ParticipantMessage):
    """I would rather not; no reason needed."""

    type: Literal["DeclineMatch"] = "DeclineMatch"


class GiveChemistryVerdict(ParticipantMessage):
    """Does it fit? Sealed until both have answered."""

    type: Literal["GiveChemistryVerdict"] = "GiveChemistryVerdict"
    verdict: ChemistryVerdict


class ProposeAgreement(ParticipantMessage):
    """Puts a text for the kickoff agreement on the table, or another one in its place."""

    type: Literal["ProposeAgreement"] = "ProposeAgreement"
    agreement: ExchangeAgreement


class AgreeKickoffPoint(ParticipantMessage):
    """I agree to what the current text says on this point."""

    type: Literal["AgreeKickoffPoint"] = "AgreeKickoffPoint"
    point: KickoffPoint


class ConfirmAgreement(ParticipantMessage):
    """I confirm the whole text with this hash."""

    type: Literal["ConfirmAgreement"] = "ConfirmAgreement"
    hash: Hash


ProposalCommand = AcceptMatch | DeclineMatch | GiveChemistryVerdict
KickoffCommand = ProposeAgreement | AgreeKickoffPoint | ConfirmAgreement
