"""The settings of the test worlds."""

from __future__ import annotations

from settings import Links, Mail

MASTER = bytes(range(32))


def mail_at(url: str) -> Mail:
    """The settings of a mail API at an address."""
    return Mail.model_validate(
        {"MENTORING_MAIL_URL": url, "MENTORING_MAIL_TOKEN": "x", "MENTORING_MAIL_SENDER": "P <p@example.org>"}
    )


def links_at(url: str) -> Links:
    """The settings of links that lead to an address."""
    return Links.model_validate({"MENTORING_LINKS_BASE": url})
