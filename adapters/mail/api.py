"""Hands a mail to an HTTP API: one request, and what its answer means."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Protocol
from uuid import UUID

import httpx

from adapters.mail.message import Mail
from domain.base import Frozen

_PHASES = httpx.Timeout(connect=5, write=10, read=15, pool=5)
_LONGEST_WAIT_SECONDS = 3600.0
_TRY_AGAIN = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS)
# Our account is at fault, not the letter: a wrong key must not fail every letter of the day for good.
_OUR_ACCOUNT = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
# A proxy that gave up on the API does not know what became of the request.
_ANSWER_LOST = (HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT)
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Accepted(Frozen):
    """The API has taken the letter over."""

    provider_id: str = ""


class Rejected(Frozen):
    """The API will never take this letter. `error_class` is the API's word for it, or `http_` and the status."""

    error_class: str


class Deferred(Frozen):
    """The API has surely not taken the letter; the same request may be made again, after `retry_after` seconds."""

    retry_after: float | None = None


class Lost(Frozen):
    """Nobody knows whether the API has taken the letter."""


Answer = Accepted | Rejected | Deferred | Lost


class Dialect(Protocol):
    """How one API wants a mail. `is_idempotent` says whether it knows a request when it comes again.

    Until `repeats_known_for` after the first request it does; then nobody should ask any more.
    """

    path: str
    is_idempotent: bool
    repeats_known_for: timedelta

    def headers(self, letter_id: UUID) -> dict[str, str]:
        """The request's headers, a key among them where the API takes one."""

    def body(self, mail: Mail) -> bytes:
        """The request's body as JSON."""

    def accepted(self, answer: Mapping[str, object]) -> Accepted:
        """What an answer of 2xx says."""

    def rejected(self, status: int, answer: Mapping[str, object]) -> Rejected | Deferred:
        """What an answer of 4xx means."""


class MailApi:
    """A mail API that speaks one dialect. Nothing of a mail ever stands in an answer, an error or a log."""

    def __init__(self, http: httpx.AsyncClient, dialect: Dialect, *, patience: timedelta) -> None:
        self._http = http
        self._dialect = dialect
        self._patience = patience

    @property
    def is_idempotent(self) -> bool:
        """Whether a request whose answer was lost may be made again."""
        return self._dialect.is_idempotent

    @property
    def repeats_known_for(self) -> timedelta:
        """How long after the first request it may be repeated."""
        return self._dialect.repeats_known_for

    def body(self, mail: Mail) -> bytes:
        """What `post` sends for this mail, to be kept so that each request is the same."""
        return self._dialect.body(mail)

    async def post(self, letter_id: UUID, body: bytes) -> Answer:
        """Make one request and say what became of it; no error of the network or the API is raised."""
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                response = await self._http.post(
                    self._dialect.path, content=body, headers=self._dialect.headers(letter_id)
                )
        except _NEVER_LEFT:
            return Deferred()
        except (httpx.TransportError, httpx.DecodingError, TimeoutError):
            return Lost()
        return self._meaning(response)

    def _meaning(self, response: httpx.Response) -> Answer:
        if response.is_success:
            return self._dialect.accepted(_json(response))
        if response.status_code in _ANSWER_LOST:
            return Lost()
        if response.is_server_error or response.status_code in (*_TRY_AGAIN, *_OUR_ACCOUNT):
            return Deferred(retry_after=_retry_after(response))
        return self._dialect.rejected(response.status_code, _json(response))


@asynccontextmanager
async def open_mail_api(
    base_url: str, dialect: Dialect, *, patience: timedelta = timedelta(seconds=20)
) -> AsyncIterator[MailApi]:
    """The API at `base_url`; a request that takes longer than `patience` as a whole counts as lost."""
    # A connection that the server closes while it is idle would make the next answer look lost.
    kept = 10 if dialect.is_idempotent else 0
    limits = httpx.Limits(max_connections=20, max_keepalive_connections=kept)
    async with httpx.AsyncClient(base_url=base_url, timeout=_PHASES, limits=limits, trust_env=False) as http:
        yield MailApi(http, dialect, patience=patience)


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds until the next try, from a number of seconds or a date; at most an hour."""
    told = response.headers.get("Retry-After", "")
    try:
        seconds = float(told) if told.isdigit() else _seconds_until(parsedate_to_datetime(told))
    except ValueError:
        return None
    return min(max(seconds, 0.0), _LONGEST_WAIT_SECONDS)


def _seconds_until(moment: datetime) -> float:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - datetime.now(UTC)).total_seconds()


def _json(response: httpx.Response) -> Mapping[str, object]:
    try:
        answer = response.json()
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
