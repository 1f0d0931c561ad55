"""The catcher speaks its protocols as their servers do, forgets nothing, and shows letters as readers see them."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from adapters.catcher.box import Box, Caught
from adapters.mail.mailpit import Mailpit
from adapters.mail.resend import Resend
from domain.base import Conflict, Recipient
from domain.letters import LETTERS, Template
from domain.people import Locale
from tests.letters.cast import LINKS, POSTED_AT, STREAM, letter, written
from tests.waiting import until

RESEND = Resend(SecretStr("re_test"))
INVITATION = letter(Template.MEETING_INVITE)


@pytest.fixture
async def http(mail_address: str) -> AsyncIterator[httpx.AsyncClient]:
    """A browser at the catcher."""
    async with httpx.AsyncClient(base_url=mail_address, verify=False, trust_env=False) as browser:
        yield browser


async def send(
    http: httpx.AsyncClient, template: Template = Template.MEETING_INVITE, *, locale: Locale = "de", key: str = "k1"
) -> httpx.Response:
    """A letter by Resend's protocol."""
    about = letter(template, Recipient.A)
    headers = RESEND.headers(about.letter_id) | {"Idempotency-Key": key}
    return await http.post("/emails", content=RESEND.body(written(about, locale=locale)), headers=headers)


async def test_same_key_same_body(http: httpx.AsyncClient, box: Box) -> None:
    """The same key with the same body gets the same answer, and one letter is kept."""
    first, second = await send(http), await send(http)
    assert first.json() == second.json()
    (caught,) = box.letters()
    assert (box.times_accepted(caught), box.times_seen(caught)) == (1, 2)


async def test_same_key_other_body(http: httpx.AsyncClient, box: Box) -> None:
    """The same key with another body is a conflict, named as Resend names it, and nothing is kept."""
    await send(http)
    clash = await send(http, Template.MATCH_PROPOSED)
    assert clash.status_code == 409
    assert clash.json()["name"] == "invalid_idempotent_request"
    assert len(box.letters()) == 1


async def test_two_letters_of_one_message_id_are_noticed(http: httpx.AsyncClient, box: Box) -> None:
    """A letter that was sent twice under two keys counts as accepted twice: the catcher finds what it is to find."""
    await send(http, key="k1")
    await send(http, key="k2")
    assert [box.times_accepted(caught) for caught in box.letters()] == [2, 2]


@pytest.mark.parametrize(
    ("headers", "body", "status", "name"),
    [
        ({}, b"{}", 401, "missing_api_key"),
        ({"Authorization": "Bearer x"}, b"{}", 422, "validation_error"),
        ({"Authorization": "Bearer x"}, b"no json", 422, "validation_error"),
        ({"Authorization": "Bearer x"}, b'{"from": "a", "to": ["b"], "subject": 3}', 422, "validation_error"),
    ],
    ids=["no key", "empty", "no json", "wrong type"],
)
async def test_resend_refuses(
    headers: dict[str, str], body: bytes, status: int, name: str, http: httpx.AsyncClient, box: Box
) -> None:
    """A request that Resend would refuse is refused, with the name of the error."""
    answer = await http.post("/emails", content=body, headers=headers)
    assert (answer.status_code, answer.json()["name"]) == (status, name)
    assert not box.letters()


async def test_mailpit(http: httpx.AsyncClient, box: Box) -> None:
    """Mailpit's protocol knows no keys: each request is a letter, and a wrong one gets its error."""
    body = Mailpit().body(written(INVITATION))
    ids = {(await http.post("/api/v1/send", content=body)).json()["ID"] for _ in range(2)}
    assert {caught.id for caught in box.letters()} == ids
    assert [box.times_accepted(caught) for caught in box.letters()] == [2, 2]
    wrong = await http.post("/api/v1/send", content=b'{"To": 3}')
    assert wrong.status_code == 400
    assert "From" in wrong.json()["Error"]


async def test_json(http: httpx.AsyncClient) -> None:
    """Programs read which letters came: key, id, template, recipient, subject, headers, how often."""
    await send(http)
    await send(http)
    (told,) = (await http.get("/api/letters")).json()
    assert told["key"] == "k1"
    assert told["letter_id"] == str(INVITATION.letter_id)
    assert (told["template"], told["to"]) == (Template.MEETING_INVITE, "renate@example.org")
    assert told["subject"].startswith("Termin: ")
    assert told["headers"]["Auto-Submitted"] == "auto-generated"
    assert (told["accepted"], told["seen"]) == (1, 2)
    whole = (await http.get(f"/api/letters/{told['id']}")).json()
    assert whole["text"].startswith("Guten Tag Renate Österreicher,")
    assert whole["calendar_files"][0]["content"].startswith("BEGIN:VCALENDAR")
    assert (await http.get("/api/letters/unknown")).status_code == 404


def test_restart(tmp_path: Path) -> None:
    """A box with a file knows after a restart what came, how often and under which key."""
    file = tmp_path / "letters.jsonl"
    before = Box(file)
    first = before.catch(_caught("k1"))
    before.catch(_caught("k1"))
    before.catch(_caught(""))
    after = Box(file)
    assert after.letters() == before.letters()
    assert after.times_seen(first) == 2
    assert after.catch(_caught("k1")) == first
    with pytest.raises(Conflict):
        after.catch(_caught("k1", fingerprint="other"))


def test_killed_while_writing(tmp_path: Path) -> None:
    """Half a line at the end of the file is no letter, and swallows none that comes later."""
    file = tmp_path / "letters.jsonl"
    Box(file).catch(_caught("k1"))
    whole = file.read_text()
    file.write_text(whole + whole[: len(whole) // 2])
    Box(file).catch(_caught("k2"))
    assert [caught.key for caught in Box(file).letters()] == ["k1", "k2"]


async def test_as_a_program(tmp_path: Path) -> None:
    """Killed and started again with the same file, the program answers a known key as before."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "adapters.catcher", "--port", str(port), "--data", str(tmp_path / "new" / "box")]
    answers = []
    for _ in range(2):
        program = await asyncio.create_subprocess_exec(*command)
        try:
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
                await until(lambda http=http: _answers(http))  # type: ignore[misc]
                answers.append((await send(http)).json())
        finally:
            program.kill()
            await program.wait()
    assert answers[0] == answers[1]


async def _answers(http: httpx.AsyncClient) -> bool:
    try:
        return (await http.get("/api/letters")).is_success
    except httpx.TransportError:
        return False


def _caught(key: str, *, fingerprint: str = "f") -> Caught:
    mail = written(INVITATION)
    return Caught(
        id=f"id of {key or 'none'}",
        key=key,
        fingerprint=fingerprint,
        template=mail.tag,
        name=mail.to.name,
        email=mail.to.email,
        subject=mail.subject,
        text=mail.text + "\u2028",
        html=mail.html,
        headers=mail.headers,
        caught_at=POSTED_AT,
    )


async def test_pages(http: httpx.AsyncClient, box: Box) -> None:
    """From the list of people one gets to a person's letters, newest first, and to a letter, its text and its file."""
    await send(http, Template.MATCH_PROPOSED, key="k1")
    await send(http, Template.MEETING_INVITE, key="k2")
    people = (await http.get("/")).text
    assert "Renate Österreicher" in people
    assert "2 Briefe" in people
    inbox = (await http.get("/inbox/renate@example.org")).text
    assert inbox.index("Termin: Exchange Mentoring") < inbox.index("Vorschlag für Ihr Mentoring-Tandem")
    assert "Montag, 11. Jänner 2027, 09:03" in inbox
    newest = box.letters()[-1].id
    page = (await http.get(f"/letter/{newest}")).text
    assert "sandbox=" in page
    assert "Guten Tag Renate Österreicher," in page
    assert f"/letter/{newest}/calendar/0" in page
    file = await http.get(f"/letter/{newest}/calendar/0")
    assert (file.headers["content-type"], file.text[:15]) == ("text/calendar; charset=utf-8", "BEGIN:VCALENDAR")


async def test_english_pages(http: httpx.AsyncClient) -> None:
    """The pages speak the language of the letters they show."""
    await send(http, locale="en")
    assert "Who has got mail?" in (await http.get("/")).text
    inbox = (await http.get("/inbox/renate@example.org")).text
    assert "Mail for Renate" in inbox
    assert "Monday, 11 January 2027, 09:03" in inbox


@pytest.mark.parametrize(
    "path",
    [
        "/inbox/nobody@example.org",
        "/letter/x",
        "/letter/x/html",
        "/letter/x/calendar/0",
        "/pair/1/a/E99",
        "/pair/1/c/E10_match_proposed",
    ],
)
async def test_unknown(path: str, http: httpx.AsyncClient) -> None:
    """What does not exist is said to be not there."""
    assert (await http.get(path)).status_code in (404, 422)


async def test_a_letter_cannot_do_anything(http: httpx.AsyncClient, box: Box) -> None:
    """A letter's HTML runs no script and asks for nothing from outside, whatever it holds."""
    mail = written(INVITATION)
    hostile = mail.with_(html=mail.html.replace("</body>", "<script>alert(1)</script></body>"))
    await http.post("/emails", content=RESEND.body(hostile), headers=RESEND.headers(INVITATION.letter_id))
    answer = await http.get(f"/letter/{box.letters()[0].id}/html")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy


@pytest.mark.parametrize("template", list(Template), ids=str)
async def test_links(template: Template, http: httpx.AsyncClient, box: Box) -> None:
    """A letter's link leads to the commands that answer it; looking at it changes nothing."""
    await send(http, template)
    side = letter(template).to
    page = (await http.get(f"/{STREAM}/{side}/{template}")).text
    pair_id = STREAM.removeprefix("pair/")
    for answer in LETTERS[template].answers:
        assert f"mentoring pair do {pair_id} {answer} --as a" in page
    assert ("LeavePair" in page) == bool(LETTERS[template].answers)
    assert f"mentoring pair show {pair_id}" in page
    has_link = LINKS in written(letter(template)).text
    assert has_link == (box.letters()[0].subject in page)


async def test_the_link_in_a_letter_is_one_of_ours(http: httpx.AsyncClient, box: Box) -> None:
    """The address in the letter is the page that the catcher serves."""
    await send(http, Template.MATCH_PROPOSED, locale="en")
    (link,) = [word for word in box.letters()[0].text.split() if word.startswith(LINKS)]
    page = await http.get(link.removeprefix(LINKS))
    assert "How to answer" in page.text
    assert "A proposed exchange partner for you" in page.text
