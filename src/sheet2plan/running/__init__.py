"""Floor 6: one run, from options to Report, and what is known of the runs before."""
