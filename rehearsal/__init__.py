"""A programme before it happens."""
