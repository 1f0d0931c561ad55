"""The kinds of values that both files hold; each says what is allowed when it turns something down."""

from __future__ import annotations

import unicodedata
from datetime import date
from email.errors import HeaderParseError
from email.headerregistry import Address
from functools import cache
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator

from adapters.files.faults import did_you_mean


def clean(text: str) -> str:
    """The text on one line, single spaces between words, every umlaut one character."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _line(text: str) -> str:
    line = clean(text)
    if not line:
        raise ValueError("must not be empty")
    if not line.isprintable():
        raise ValueError("must be one line of readable characters")
    return line


def _mail(text: str) -> str:
    message = "must be an e-mail address like name@company.example"
    try:
        address = Address(addr_spec=text)
    except (HeaderParseError, ValueError, IndexError):
        raise ValueError(message) from None
    if not text.isascii() or "." not in address.domain.strip(".") or address.addr_spec != text:
        raise ValueError(message)
    return text


def _zone(text: str) -> str:
    if text not in _zones():
        raise ValueError(f"must be a time zone like Europe/Vienna{did_you_mean(text, _zones())}")
    return text


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _day(text: object) -> object:
    try:
        if isinstance(text, str) and date.fromisoformat(text).isoformat() == text:
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError("must be a date like 2027-03-31")


Line = Annotated[str, AfterValidator(_line)]
Mail = Annotated[str, AfterValidator(_mail)]
Zone = Annotated[str, AfterValidator(_zone)]
Day = Annotated[date, BeforeValidator(_day)]
