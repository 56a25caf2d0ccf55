"""`kontor demo`: a small bank, or a recorded day of a real one, played through the bus in front of people."""
