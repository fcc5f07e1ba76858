"""What a collection holds and how its paper stands, for reading."""
