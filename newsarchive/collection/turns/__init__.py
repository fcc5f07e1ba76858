"""When a paper and its articles are looked at again, and how long the disk lasts."""
