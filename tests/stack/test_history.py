"""What the Temporal server gets to see of a workflow: ids, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from temporalio import activity, workflow
from temporalio.client import Client, WorkflowFailureError
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker

SECRET = "planted-secret-7f3a"
ONCE = RetryPolicy(maximum_attempts=1)


@activity.defn
async def fail_with_secret(secret: str) -> None:
    """Fail in a way that quotes its argument."""
    raise ApplicationError(f"cannot do this for {secret}", {"detail": secret}, type="Refused", non_retryable=True)


@workflow.defn
class Teller:
    """Carries the secret through every kind of payload, and fails with it."""

    @workflow.run
    async def run(self, secret: str) -> None:
        """Ends with the failure of its activity."""
        workflow.set_current_details(secret)
        workflow.upsert_memo({"note": secret})
        await workflow.execute_activity(
            fail_with_secret,
            secret,
            start_to_close_timeout=timedelta(seconds=5),
            retry_policy=ONCE,
            summary=f"tells {secret}",
        )


async def test_a_secret_is_nowhere_in_the_history(client: Client) -> None:
    """Arguments, memo, summaries, failure message, details and stack trace are encrypted; the error type is not."""
    queue = f"teller-{uuid4()}"
    async with Worker(client, task_queue=queue, workflows=[Teller], activities=[fail_with_secret]):
        handle = await client.start_workflow(
            Teller.run,
            SECRET,
            id=queue,
            task_queue=queue,
            memo={"at start": SECRET},
            static_summary=SECRET,
            static_details=SECRET,
        )
        with pytest.raises(WorkflowFailureError) as failed:
            await handle.result()
    history = (await handle.fetch_history()).to_json()
    assert SECRET not in history
    assert "Refused" in history
    assert "Encoded failure" in history
    assert SECRET in str(failed.value.cause.__cause__)


async def test_a_secret_is_nowhere_in_the_description(client: Client) -> None:
    """What the server lists about a workflow holds its texts encrypted, and the client reads them."""
    workflow_id = f"silent-{uuid4()}"
    handle = await client.start_workflow(
        Teller.run, SECRET, id=workflow_id, task_queue="nobody", memo={"note": SECRET}, static_summary=SECRET
    )
    described = await handle.describe()
    await handle.terminate()
    assert SECRET.encode() not in described.raw_description.SerializeToString()
    assert await described.static_summary() == SECRET
    assert await described.memo() == {"note": SECRET}
