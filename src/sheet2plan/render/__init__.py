"""Floor 4: what is to be said -> bytes. Prints, never decides."""
