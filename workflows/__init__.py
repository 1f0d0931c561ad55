"""What happens when: deciders in the shell."""
