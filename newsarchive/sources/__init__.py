"""Who: the papers, as inert tables."""
