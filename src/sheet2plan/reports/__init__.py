"""Floor 4: what a run leaves behind in memory, for the summary, the screen and the exit code."""
