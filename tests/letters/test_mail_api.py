"""What each answer of a mail API means, asked over real HTTP."""

from __future__ import annotations

import base64
import json
import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from uuid import uuid4

import pytest

from adapters.catcher.box import Box
from adapters.mail.api import Accepted, Answer, Deferred, Dialect, Lost, Rejected, open_mail_api
from adapters.mail.message import Mail
from domain.base import Recipient
from domain.letters import Template
from tests.letters.cast import letter, written
from tests.letters.conftest import MAILPIT, PATIENCE, RESEND
from tests.letters.faults import Drop, Fault, FaultDial, Hold, Status

MAIL = written(letter(Template.MEETING_INVITE))
both_protocols = pytest.mark.parametrize("dialect", [RESEND, MAILPIT], ids=["resend", "mailpit"])


async def post(address: str, dialect: Dialect, mail: Mail = MAIL) -> Answer:
    """One request with a key of its own."""
    async with open_mail_api(address, dialect, patience=PATIENCE) as api:
        return await api.post(uuid4(), api.body(mail))


@both_protocols
async def test_accepted(dialect: Dialect, mail_address: str, box: Box) -> None:
    """A letter that was taken has the id that the API gave it, and arrived whole."""
    answer = await post(mail_address, dialect)
    (caught,) = box.letters()
    assert answer == Accepted(provider_id=caught.id)
    assert (caught.name, caught.email, caught.subject) == (MAIL.to.name, MAIL.to.email, MAIL.subject)
    assert (caught.text, caught.html, caught.headers) == (MAIL.text, MAIL.html, MAIL.headers)
    assert caught.template == Template.MEETING_INVITE
    assert [file.content.encode() for file in caught.calendar_files] == [MAIL.attachments[0].content]


STATUSES = [
    (Status(400), Rejected(error_class="http_400")),
    (Status(401), Deferred()),
    (Status(403), Deferred()),
    (Status(404, body=b"<html>"), Rejected(error_class="http_404")),
    (Status(422, body=b"[]"), Rejected(error_class="http_422")),
    (Status(302, {"Location": "/elsewhere"}), Rejected(error_class="http_302")),
    (Status(408), Deferred()),
    (Status(429), Deferred()),
    (Status(429, {"Retry-After": "7"}), Deferred(retry_after=7)),
    (Status(429, {"Retry-After": "soon"}), Deferred()),
    (Status(429, {"Retry-After": "-5"}), Deferred()),
    (Status(429, {"Retry-After": "999999"}), Deferred(retry_after=3600)),
    (Status(500), Deferred()),
    (Status(503, {"Retry-After": "30"}), Deferred(retry_after=30)),
    (Status(502), Lost()),
    (Status(504), Lost()),
]


@both_protocols
@pytest.mark.parametrize(("fault", "meaning"), STATUSES, ids=lambda value: str(getattr(value, "code", "")))
async def test_statuses(dialect: Dialect, fault: Status, meaning: Answer, mail_address: str, dial: FaultDial) -> None:
    """4xx ends the letter unless our account is at fault, 429 and 5xx do not, a proxy that gave up leaves it open."""
    dial.faults.append(fault)
    assert await post(mail_address, dialect) == meaning


async def test_retry_after_as_a_date(mail_address: str, dial: FaultDial) -> None:
    """A date in Retry-After means the seconds until then; one that has passed means now."""
    for minutes, least, most in ((2, 110, 121), (-2, 0, 0)):
        date = format_datetime(datetime.now(UTC) + timedelta(minutes=minutes), usegmt=True)
        dial.faults.append(Status(429, {"Retry-After": date}))
        answer = await post(mail_address, RESEND)
        assert isinstance(answer, Deferred)
        assert answer.retry_after is not None
        assert least <= answer.retry_after <= most


@pytest.mark.parametrize(
    ("status", "name", "meaning"),
    [
        (409, "invalid_idempotent_request", Rejected(error_class="idempotency_clash")),
        (409, "concurrent_idempotent_requests", Deferred()),
        (422, "missing_required_field", Rejected(error_class="missing_required_field")),
        (422, "no such renate@example.org", Rejected(error_class="http_422")),
    ],
)
async def test_names_of_errors(status: int, name: str, meaning: Answer, mail_address: str, dial: FaultDial) -> None:
    """The API's name of an error becomes its class, but only if it is a plain word: it must not hold an address."""
    dial.faults.append(Status(status, body=json.dumps({"name": name, "message": "renate@example.org"}).encode()))
    assert await post(mail_address, RESEND) == meaning


@both_protocols
@pytest.mark.parametrize("fault", [Drop(), Drop(accepted=False), Hold()], ids=["dropped", "refused", "silent"])
async def test_lost(dialect: Dialect, fault: Fault, mail_address: str, dial: FaultDial) -> None:
    """A broken connection and a silence longer than our patience both leave open what became of the letter."""
    dial.faults.append(fault)
    assert await post(mail_address, dialect) == Lost()


@both_protocols
async def test_nobody_there(dialect: Dialect) -> None:
    """Where nothing listens the request has surely not been taken."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert await post(f"http://127.0.0.1:{port}", dialect) == Deferred()


async def test_key_of_the_letter(mail_address: str, dial: FaultDial) -> None:
    """Resend gets the letter's id as its key, Mailpit gets none."""
    letter_id = uuid4()
    for dialect, key in ((RESEND, str(letter_id)), (MAILPIT, "")):
        async with open_mail_api(mail_address, dialect) as api:
            await api.post(letter_id, api.body(MAIL))
        assert dial.requests[-1].key == key


def test_body_of_resend() -> None:
    """Resend's body in Resend's words."""
    body = json.loads(RESEND.body(MAIL))
    assert body["from"] == '"Voneinander lernen" <mentoring@example.org>'
    assert body["to"] == ['"Renate Österreicher" <renate@example.org>']
    assert body["reply_to"] == '"Milica Petrović" <milica@example.org>'
    assert base64.b64decode(body["attachments"][0]["content"]) == MAIL.attachments[0].content
    assert body["attachments"][0]["content_type"].startswith("text/calendar")
    assert body["tags"] == [{"name": "template", "value": "E40_meeting_invite"}]


def test_body_of_mailpit() -> None:
    """Mailpit's body in Mailpit's words."""
    body = json.loads(MAILPIT.body(written(letter(Template.MEETING_CANCELLED, Recipient.B))))
    assert body["To"] == [{"Name": "Jakob Huber", "Email": "jakob@example.org"}]
    assert body["ReplyTo"] == [{"Name": "Milica Petrović", "Email": "milica@example.org"}]
    assert body["Headers"]["Auto-Submitted"] == "auto-generated"
    assert body["Attachments"][0]["Filename"] == "exchange-mentoring.ics"


@pytest.mark.parametrize("template", list(Template), ids=str)
@both_protocols
def test_same_mail_same_body(dialect: Dialect, template: Template) -> None:
    """A mail's body is the same to the byte each time it is made."""
    about = letter(template)
    assert dialect.body(written(about)) == dialect.body(written(about))
