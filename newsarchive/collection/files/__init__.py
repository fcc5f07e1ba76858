"""What lies in a paper's folder beside the state, and how it is written."""
