"""What is said and what is kept: frozen messages and state, one file per noun."""
