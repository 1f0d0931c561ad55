"""Figures for operations, on the SDK's own Prometheus endpoint beside those of Temporal."""

from __future__ import annotations

from datetime import timedelta

from temporalio.common import MetricMeter
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig

from adapters.recorder import Call
from domain.base import Refused

_BATCHES = "mentoring_log_call_batches"
_WAITED = "mentoring_log_call_waited"
_TOOK = "mentoring_log_call_took"
_MILLISECONDS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)


def serve_metrics(address: str) -> Runtime:
    """A runtime whose figures are served at `http://<address>/metrics`. Raises Refused where that is impossible."""
    buckets = {_BATCHES: (1, 2, 4, 8, 16, 32, 64, 128), _WAITED: _MILLISECONDS, _TOOK: _MILLISECONDS}
    prometheus = PrometheusConfig(bind_address=address, histogram_bucket_overrides=buckets)
    try:
        return Runtime(telemetry=TelemetryConfig(metrics=prometheus))
    except (RuntimeError, ValueError) as error:
        raise Refused(f"figures cannot be served at {address}: {error}") from error


class LogMetrics:
    """What calls to the log are like: how many batches share one, how long they wait for it, how long it takes."""

    def __init__(self, meter: MetricMeter) -> None:
        self._batches = meter.create_histogram(_BATCHES, "Batches written in one call to the log")
        self._waited = meter.create_histogram_timedelta(_WAITED, "How long the first batch of a call waited", "ms")
        self._took = meter.create_histogram_timedelta(_TOOK, "How long a call to the log took", "ms")

    def __call__(self, call: Call) -> None:
        """Counts one call."""
        self._batches.record(call.batches)
        self._waited.record(timedelta(seconds=call.waited))
        self._took.record(timedelta(seconds=call.took))
