"""The one translation of our errors into Temporal's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from temporalio.exceptions import ApplicationError

from domain.base import Broken, Conflict, Refused, Unavailable

REFUSED = Refused.__name__
CONFLICT = Conflict.__name__
UNAVAILABLE = Unavailable.__name__
BROKEN = Broken.__name__


@contextmanager
def in_words_of_temporal() -> Iterator[None]:
    """Our errors become an `ApplicationError` of the same name; only `Unavailable` is worth another try.

    The details of `Refused` are what would be allowed.
    """
    try:
        yield
    except Refused as error:
        raise ApplicationError(error.message, *error.allowed, type=REFUSED, non_retryable=True) from error
    except Conflict as error:
        raise ApplicationError(str(error), type=CONFLICT, non_retryable=True) from error
    except Broken as error:
        raise ApplicationError(str(error), type=BROKEN, non_retryable=True) from error
    except Unavailable as error:
        delay = None if error.retry_after is None else timedelta(seconds=error.retry_after)
        raise ApplicationError(str(error), type=UNAVAILABLE, next_retry_delay=delay) from error
