"""What compares coverages: who grants what to whom, held against what others grant and get."""
