"""The pair: the main aggregate and its decider."""
