"""What auditors ask of published tables."""
