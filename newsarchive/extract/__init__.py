"""The reader: an archived page in, an article or a named refusal out. Pure: the same input gives the same output."""
