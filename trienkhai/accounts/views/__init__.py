"""Pages of people, and of the structure they may change."""
