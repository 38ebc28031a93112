"""Source and citation checker for news articles."""
