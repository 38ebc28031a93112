"""The text as words: tokens, sentences, quotations, word classes, phrases."""
