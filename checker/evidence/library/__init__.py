"""The corpus: texts found by the words they hold, and how articles rest on each other."""
