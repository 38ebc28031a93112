"""Attributions into drafts of claims."""
