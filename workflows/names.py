"""What workflows, their queues and their search attributes are called."""

from __future__ import annotations

from temporalio.common import SearchAttributeKey

PAIRS = "pairs"
LETTERS = "letters"

PHASE = SearchAttributeKey.for_keyword("PairPhase")
COHORT = SearchAttributeKey.for_keyword("PairCohort")
NEXT_DEADLINE = SearchAttributeKey.for_keyword("PairNextDeadline")
NEXT_DEADLINE_AT = SearchAttributeKey.for_datetime("PairNextDeadlineAt")
NEEDS_ATTENTION = SearchAttributeKey.for_bool("PairNeedsAttention")
SEARCH_ATTRIBUTES = (PHASE, COHORT, NEXT_DEADLINE, NEXT_DEADLINE_AT, NEEDS_ATTENTION)

# The labels of a plan that operations can search for.
LABELS = {"phase": PHASE, "cohort": COHORT}

WATCHMAN = "watchman"
WATCHMAN_SCHEDULE = "watchman-every-minute"
ANCHOR = "anchor"
ANCHOR_SCHEDULE = "anchor-every-day"


def pair(pair_id: str) -> str:
    """The workflow id of a pair, which is also the name of its stream."""
    return f"pair/{pair_id}"


def launcher(round_id: str, nth: int) -> str:
    """The workflow id of the nth launcher of a round of matching."""
    return f"launcher/{round_id}/{nth}"
