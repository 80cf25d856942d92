"""Floor 7: the command line's own commands, and what they say."""
