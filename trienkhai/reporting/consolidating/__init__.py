"""Making one text of many submissions: gather, group what is alike, keep every source, count by computing."""
