"""What is said: every message in and out as a frozen model, one file per noun."""
