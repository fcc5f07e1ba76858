"""From addresses to ask for to lines of records: the queue, and what the answers come to."""
