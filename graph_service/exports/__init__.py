"""What leaves the service as files: a network or results become bytes that other programs read."""
