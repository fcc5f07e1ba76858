"""The ledger: one JSON line per article and revision, its schema, and the rule for what is new."""
