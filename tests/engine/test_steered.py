"""A pair on real servers under everybody's hands at once: the coordinator's, operators', other services'."""

from __future__ import annotations

from datetime import timedelta

from domain.base import Answer, Recipient
from domain.pair import commands as c
from domain.pair.values import Phase
from tests.engine.life import Script, to_the_agreement
from tests.engine.world import MONDAY, World
from workflows.messages import View


async def test_a_half_year_in_many_hands(here: World) -> None:
    """A hand-over, a deadline let pass, a pause and a signal told twice: each is an event, and the plan follows it."""
    match = here.match("steered")
    await here.live(match, to_the_agreement)
    script, pair = Script(match, MONDAY), here.pairs.handle("steered")
    handed = c.HandOver(operator_id="o-1", person_id="person-d", reason="on leave until May")
    assert await here.pairs.steer("steered", handed) == Answer()
    assert (await here.pairs.view("steered")).plan.parties.people[Recipient.COORDINATOR] == "person-d"

    before = await here.pairs.view("steered")
    key = next(d.key for d in before.plan.deadlines if d.key.startswith("meeting.reminder"))
    fire = c.FireDeadline(operator_id="o-1", key=key, reason="they asked for it")
    assert await here.pairs.steer("steered", fire, command_id="one") == Answer()
    assert await here.pairs.steer("steered", fire, command_id="one") == Answer()
    assert key not in keys(await here.pairs.view("steered"))

    until = script.day(45)
    paused = c.PausePair(staff_id="person-d", until_on=until, reason="both asked for it")
    assert await here.pairs.coordinate("steered", paused) == Answer()
    assert {"pause.question", "pause.max"} & {key.split("#")[0] for key in keys(await here.pairs.view("steered"))}

    away = c.ReceiveSignal(
        signal_id="s-1",
        source="hr",
        sent_at=MONDAY,
        signal="hr.absence_started",
        data={"person_id": match.a.person_id, "from_on": str(script.day(22)), "until_on": str(script.day(24))},
    )
    for _ in range(2):
        await here.pairs.signal("steered", away)
    await here.clock.settled(pair)
    types = await here.types("steered")
    for type_ in ("CoordinatorHandedOver", "OperatorActionRecorded", "PairPaused", "AbsenceStarted"):
        assert types.count(type_) == 1, type_
    assert types.count("ExternalSignalReceived") == 1

    await here.clock.forward(pair, script.moment(45) + timedelta(days=2))
    assert (await here.types("steered")).count("PairResumed") == 1
    assert (await here.pairs.view("steered")).plan.labels["phase"] == Phase.ACTIVE
    assert not await here.needs_attention("steered")


def keys(view: View) -> set[str]:
    """The keys of all open deadlines of a plan."""
    return {deadline.key for deadline in view.plan.deadlines}
