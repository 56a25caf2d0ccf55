"""Who acts: the Faust agents, thin wiring between the engine and the rules."""
