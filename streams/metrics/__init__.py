"""What a worker tells about itself: one catalogue, one registry, one page."""
