"""A folder made ready for a run, whatever killed the last one, and what is derived made again."""
