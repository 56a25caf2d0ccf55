"""Who takes a leaver's coverages: the search, outside the desk's fold."""
