"""What is true: rules without a clock, a network or a database."""
