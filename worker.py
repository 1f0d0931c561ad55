"""Wiring of the worker."""
