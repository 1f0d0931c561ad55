"""What things cost, each beside a baseline in the same run."""
