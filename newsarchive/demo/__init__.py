"""The built-in demo paper: a made-up regional newspaper, served on loopback for newcomers and tests."""
