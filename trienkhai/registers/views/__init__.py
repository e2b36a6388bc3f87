"""Pages of forms: defining, asking units, filling in."""
