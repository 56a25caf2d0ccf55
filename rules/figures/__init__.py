"""Figures of a stretch of work, computed from nothing but what Kontor published: waits, service levels, fairness."""
