"""How words came here: what can carry them, and the stations that a sentence prints."""
