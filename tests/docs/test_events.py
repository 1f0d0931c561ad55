"""The catalogue of events is up to date, complete, and readable."""

import json
import re
from itertools import pairwise

import pytest

from domain.pair import events as e
from tests.docs.events import DOCUMENT, document
from tests.docs.forms import Schema, first_sentence, type_of
from tests.domain.goldens import TYPES, golden_of, read

CATALOGUE = document()


def section(heading: str) -> str:
    """What stands under a heading of the third order."""
    _, _, rest = CATALOGUE.partition(f"\n### {heading}\n")
    return re.split(r"\n##+ ", rest)[0]


def test_the_document_is_up_to_date() -> None:
    """`docs/events.md` says what the models say."""
    assert DOCUMENT.read_text("utf-8") == CATALOGUE, "make docs writes it anew"


@pytest.mark.parametrize("event", TYPES, ids=lambda event: event.__name__)
def test_every_event_is_told_in_full(event: type[e.PairEvent]) -> None:
    """Name, version, sentence, cause, every field as sealed or open, and a stored event."""
    told = section(event.__name__)
    assert first_sentence(event.__doc__ or "") in told
    assert f"Schema version {event.SCHEMA_VERSION}." in told
    assert re.search(r"Follows from (`|the deadline|letters)", told)
    kept = dict(re.findall(r"^\| `(\w+)` \| .+ \| (sealed|open) \|", told, re.MULTILINE))
    assert kept == {name: "sealed" if name in event.SEALED else "open" for name in event.model_fields}
    stored = read(golden_of(event))
    shown = [json.loads(block) for block in re.findall(r"```json\n(.+?)\n```", told, re.DOTALL)]
    assert shown == [part for part in (stored.data, stored.sealed) if part]


def test_every_link_leads_to_a_heading() -> None:
    """Whatever is linked within the document has its section there."""
    headings = re.findall(r"^##+ (.+)$", CATALOGUE, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#(.+?)\)", CATALOGUE)) <= anchors
    assert len(headings) == len(set(headings))


def test_it_is_plain_markdown() -> None:
    """Tables have as many cells in each line as in their head, and nothing is HTML."""
    assert not re.search(r"<\w+", CATALOGUE)
    rows = [line for line in CATALOGUE.splitlines() if line.startswith("|") or not line]
    for above, below in pairwise(rows):
        assert not above or not below or above.count("|") == below.count("|"), below


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string"}, "text"),
        ({"type": "string", "maxLength": 9}, "text of up to 9 characters"),
        ({"type": "string", "format": "date-time"}, "moment"),
        ({"type": "integer", "minimum": 3, "maximum": 21}, "whole number 3–21"),
        ({"type": "integer", "minimum": 3}, "whole number 3 or more"),
        ({"const": True, "type": "boolean"}, "always `true`"),
        ({"enum": ["a", "b"], "type": "string"}, "`a`, `b`"),
        ({"anyOf": [{"type": "boolean"}, {"type": "null"}]}, "true or false or null"),
        ({"type": "array", "items": {"$ref": "#/$defs/Goals"}, "maxItems": 3}, "list of up to 3 [Goals](#goals)"),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "text by text"),
    ],
)
def test_types_in_words(schema: Schema, words: str) -> None:
    """A type is said as a reader would."""
    assert type_of(schema) == words


def test_no_words_for_it() -> None:
    """What the generator does not understand it does not leave out in silence."""
    with pytest.raises(ValueError, match="there are no words for"):
        type_of({"oneOf": []})
