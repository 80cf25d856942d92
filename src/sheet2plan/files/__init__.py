"""Floor 5: the only place that makes files. Staged, then put in place; private; known again by the ledger."""
