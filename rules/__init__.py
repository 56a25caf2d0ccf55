"""What is decided: pure functions over values; no clock, no randomness, no I/O, no logging."""
