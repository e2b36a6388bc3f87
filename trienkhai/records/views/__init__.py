"""Pages of records: what goes out, what came in, the registers, how a body numbers and writes."""
