"""A real Postgres and a real Temporal on this machine without an installation: kept, or thrown away."""

from adapters.embedded.stack import Stack, throw_away

__all__ = ["Stack", "throw_away"]
