"""The page with every letter, and what only some letters say."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters import letter_samples as samples
from adapters.letter_preview import leaves, preview
from domain.letters import LETTERS, Template
from domain.people import Locale
from gateway.cli import app
from tests.letters.cast import LANGUAGES, LINKS, letter, written

every_language = pytest.mark.parametrize("locale", LANGUAGES)


def test_no_letter_is_forgotten() -> None:
    """Every template is there in both languages, as text and as HTML; no sample is idle."""
    assert [leaf.template for leaf in leaves()] == list(Template)
    for leaf in leaves():
        assert {sheet.language for sheet in leaf.sheets} == set(LANGUAGES)
        assert all(sheet.subject in sheet.html and sheet.text for sheet in leaf.sheets)
    assert set(samples.PARAMS) == {name for letter in LETTERS.values() for name in letter.params}


def test_the_page_asks_for_nothing_from_outside() -> None:
    """One file, without a script, an image or a style from elsewhere; its letters stand in it."""
    page = preview()
    assert not re.search(r"<(script|img|link)\b|@import|url\(", unescape(page))
    assert not re.search(r'\bsrc="', page)
    assert all(f'id="{template}"' in page for template in Template)
    assert page.count("<iframe") == page.count("<pre") == sum(len(leaf.sheets) for leaf in leaves())


def test_the_command_writes_it(tmp_path: Path) -> None:
    """To the file that is named; where that cannot be, it says so."""
    page = tmp_path / "letters.html"
    done = CliRunner().invoke(app, ["letters", "preview", "--to", str(page)])
    assert (done.exit_code, done.output) == (0, f"written to {page}\n")
    assert page.read_text(encoding="utf-8") == preview()
    failed = CliRunner().invoke(app, ["letters", "preview", "--to", str(tmp_path / "none" / "letters.html")])
    assert failed.exit_code == 1
    assert "cannot be written" in failed.output


@every_language
def test_about_whom(locale: Locale) -> None:
    """A letter to staff about one of the two names that one; one whom the vault forgot stays without a name."""
    for template in (Template.SUPPORT_REQUEST, Template.REMATCH_WISHED):
        about_a, about_b = (written(letter(template).with_(about=side), locale=locale).text for side in ("a", "b"))
        assert about_a.count("Renate") == about_b.count("Jakob") > about_a.count("Jakob")
        assert "N. N." in written(letter(template).with_(about=None), locale=locale).text


@every_language
@pytest.mark.parametrize(
    ("template", "name", "value"),
    [
        (Template.MATCH_NOT_PROCEEDING, "wish_by_on", ""),
        (Template.CHEMISTRY_NOT_CONTINUED, "wish_by_on", ""),
        (Template.PARTNERSHIP_ENDED, "wish_by_on", ""),
        (Template.MEETING_CANCELLED, "pair_ended", "paused"),
    ],
)
def test_nobody_is_asked_in_vain(template: Template, name: str, value: str, locale: Locale) -> None:
    """Where what a letter asks for is not possible, it leads nowhere."""
    usual = letter(template)
    in_vain = usual.with_(params={**usual.params, name: value})
    assert LINKS in written(usual, locale=locale).text
    assert LINKS not in written(in_vain, locale=locale).text


@every_language
@pytest.mark.parametrize(
    ("template", "name", "value"),
    [
        (Template.NO_DATE_NUDGE, "may_pause", ""),
        (Template.CADENCE_MISSED, "may_pause", ""),
        (Template.INACTIVITY_WARNING, "may_pause", ""),
        (Template.PAIR_RED, "interventions", "NOTE_TALK,END_PAIR"),
    ],
)
def test_nobody_is_offered_a_pause_in_vain(template: Template, name: str, value: str, locale: Locale) -> None:
    """A letter speaks of a pause only where there can be one."""
    usual = letter(template)
    without = usual.with_(params={**usual.params, name: value})
    assert "pause" in written(usual, locale=locale).text.lower()
    assert "pause" not in written(without, locale=locale).text.lower()


@every_language
def test_a_date_that_moved_often(locale: Locale) -> None:
    """One friendly sentence to the two, with the number, and only from there on."""
    usual, often = (written(letter(Template.MEETING_CHANGED, often_moved=n), locale=locale).text for n in ("", "3"))
    (more,) = set(often.split("\n\n")) - set(usual.split("\n\n"))
    assert "3" in more
    assert {"de": "nur Sie beide", "en": "Only the two of you"}[locale] in more
