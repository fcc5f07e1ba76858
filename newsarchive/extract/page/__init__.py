"""A page taken apart, and nothing judged yet: its tree, head, JSON-LD, the one walk, what rules and a model say of it."""
