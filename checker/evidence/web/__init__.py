"""The network, kept apart: a guarded fetch, what a look at a page says, and many looks at once."""
