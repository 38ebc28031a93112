"""Who is who across the article, and how far a route carries over."""
