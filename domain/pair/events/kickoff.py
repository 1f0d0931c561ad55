"""Events of the kickoff talk."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from domain.base import Event
from domain.pair.agreement import DocumentationMode, ExchangeAgreement, KickoffPoint
from domain.pair.values import Side


class KickoffOpened(Event):
    """The two may hold their kickoff talk."""

    opened_on: date
    due_on: date


class AgreementProposed(Event):
    """One of the two put a text on the table."""

    SEALED: ClassVar[frozenset[str]] = frozenset({"agreement"})
    version: int
    hash: str
    by: Side
    agreement: ExchangeAgreement | None = None


class KickoffAgendaPointAgreed(Event):
    """One of the two agrees to what the current text says on one point."""

    point: KickoffPoint
    by: Side
    agreed_values_hash: str


class AgreementConfirmed(Event):
    """One of the two confirms the whole text."""

    version: int
    hash: str
    by: Side


class KickoffCompleted(Event):
    """Five points twice and one text confirmed by both."""

    agreement_version: int
    completed_on: date
    starts_on: date
    ends_on: date
    midway_on: date
    closing_on: date
    cadence_days: int
    documentation_mode: DocumentationMode
