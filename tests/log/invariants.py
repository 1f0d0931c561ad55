"""The twelve things that hold of the log whatever happens, and the tests that show each of them."""

from __future__ import annotations

from typing import NamedTuple


class Invariant(NamedTuple):
    """What holds, and where it is shown: file of the tests and name."""

    sentence: str
    shown_by: tuple[str, ...]


INVARIANTS = {
    1: Invariant(
        "One command, one batch: whoever repeats a command, at once or later, gets the same answer and the same rows.",
        (
            "log/test_concurrency.py::test_the_same_command_many_times_at_once",
            "log/test_outcomes.py::test_known_wins_over_an_outdated_version",
            "log/test_fire.py::test_nothing_is_lost",
        ),
    ),
    2: Invariant(
        "An answer that is lost, with a socket, a backend or a worker, is given again: the batch is known.",
        (
            "log/test_lost_answer.py::test_answer_lost_after_the_commit",
            "log/test_lost_answer.py::test_backend_killed_before_the_commit",
            "log/test_fire.py::test_nothing_is_lost",
            "engine/test_kill.py::test_nobody_can_tell",
        ),
    ),
    3: Invariant(
        "A command id stands for one command, and its first answer is final, however it would be decided now.",
        (
            "log/test_outcomes.py::test_mismatch",
            "log/test_outcomes.py::test_known",
            "log/test_outcomes.py::test_known_refusal",
            "log/test_fire.py::test_nothing_is_lost",
        ),
    ),
    4: Invariant(
        "Who is behind gets all rows it missed, in order and in pages, with the stored plan; nothing is written then, "
        "nor for who is ahead of the log.",
        (
            "log/test_outcomes.py::test_behind",
            "log/test_outcomes.py::test_ahead",
            "log/test_history.py::test_a_long_stream_comes_in_pages",
        ),
    ),
    5: Invariant(
        "Versions of a stream are 1..n; of many who want the same one a single one wins, and a batch is stored whole "
        "or not at all.",
        (
            "log/test_concurrency.py::test_many_commands_for_one_version",
            "log/test_recorder.py::test_a_bad_batch_harms_nobody",
            "log/test_stall.py::test_streams_in_their_order_among_others",
            "log/test_fire.py::test_nothing_is_lost",
        ),
    ),
    6: Invariant(
        "Positions are 1..N without a hole, and time never goes back, after conflicts, timeouts and crashes.",
        (
            "log/test_concurrency.py::test_positions_have_no_holes",
            "log/test_lost_answer.py::test_everybody_waits_for_the_lock_no_longer_than_allowed",
            "log/test_fire.py::test_nothing_is_lost",
        ),
    ),
    7: Invariant(
        "Readers see each event once and in order while 32 write, roll back and are killed. Readers of a table with "
        "an identity column do not.",
        (
            "log/test_readers.py::test_readers_miss_nothing",
            "log/test_readers.py::test_the_race_has_teeth",
            "log/test_fire.py::test_nothing_is_lost",
        ),
    ),
    8: Invariant(
        "What was confirmed is there after a crash of the server, of a backend or of a writer; a server that would "
        "lose it is refused.",
        (
            "log/test_fire.py::test_nothing_is_lost",
            "log/test_fire.py::test_nothing_is_lost_with_the_server",
            "log/test_own_server.py::test_an_unsafe_server_is_refused",
            "log/test_own_server.py::test_a_server_made_unsafe_later",
            "log/test_own_server.py::test_a_commit_is_a_commit_on_any_server",
        ),
    ),
    9: Invariant(
        "Nobody updates, deletes or truncates events; what a superuser does to them nevertheless is found.",
        (
            "log/test_history.py::test_events_are_final",
            "log/test_history.py::test_each_role_may_do_its_work_only",
            "log/verification/test_events.py::test_a_change",
            "log/verification/test_events.py::test_a_deletion",
            "log/verification/test_events.py::test_an_insertion_in_the_middle",
            "log/verification/test_events.py::test_a_swap",
            "log/verification/test_beside.py::test_a_tail_that_was_cut",
            "log/verification/test_beside.py::test_a_chain_computed_anew",
        ),
    ),
    10: Invariant(
        "A projection agrees with its checkpoint wherever it is killed, two never both apply, it keeps up without "
        "notifications, and a rebuild equals it.",
        (
            "log/test_projector.py::test_leaders_are_killed_at_any_moment",
            "log/test_projector.py::test_the_leader_is_killed_at_work",
            "log/test_projector.py::test_two_at_work",
            "log/test_projector.py::test_one_leads",
            "log/test_projector.py::test_the_lag",
            "log/test_rebuild.py::test_it_equals_the_live_model",
            "log/test_rebuild.py::test_while_everybody_works",
            "log/test_fire.py::test_nothing_is_lost",
        ),
    ),
    11: Invariant(
        "Whatever happens on a letter's way, the mail API accepts it once, every attempt carries the same key and "
        "body, and it ends in one event.",
        (
            "letters/test_posting.py::test_with_keys_every_fault_is_repeated",
            "letters/test_posting.py::test_without_keys_a_lost_answer_is_the_end",
            "letters/test_posting.py::test_same_body_though_the_person_moved",
            "letters/test_workers.py::test_crash_with_keys",
            "letters/test_workers.py::test_crash_without_keys",
            "letters/test_workers.py::test_the_first_outcome_stays",
            "engine/test_kill.py::test_nobody_can_tell",
        ),
    ),
    12: Invariant(
        "A person is claimed by one pair at a time, and free again with the event that ends it.",
        (
            "log/test_concurrency.py::test_two_pairs_want_one_person",
            "log/test_outcomes.py::test_released",
            "log/test_stall.py::test_one_claim_is_on_its_way_at_a_time",
            "engine/test_claims.py::test_the_same_moment",
            "engine/test_claims.py::test_free_again",
        ),
    ),
}
