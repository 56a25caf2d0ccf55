"""The independent verifier: what is on the topics, held against what the rules make of the input log."""
