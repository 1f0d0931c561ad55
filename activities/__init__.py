"""What touches the world, thinly; the world comes by constructor."""
