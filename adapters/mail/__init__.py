"""One module per mail protocol."""
