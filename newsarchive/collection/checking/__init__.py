"""A collection held against itself."""
