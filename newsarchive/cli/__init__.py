"""The command line: one small file a verb. Data go to stdout, talk to stderr."""
