"""What is committed: the tables of a paper's `state.sqlite`, and their rows."""
