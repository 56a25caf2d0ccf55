"""What a client may earn and what he must do for it: agreements, their windows, and what they really brought."""
