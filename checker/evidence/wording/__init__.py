"""The words of a claim beside those of a page: found, altered, by whom, and with which hedge."""
