"""Where: bytes of a feed or a front page in, links with their hints out. Never fetches anything."""
