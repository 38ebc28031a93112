"""Who speaks: names, titles, descriptions, and what a pronoun may stand for."""
