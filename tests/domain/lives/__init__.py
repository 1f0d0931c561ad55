"""Lives in which rare events happen, for the golden files."""
