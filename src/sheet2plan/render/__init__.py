"""Plan -> bytes. Prints, never decides."""
