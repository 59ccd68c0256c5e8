"""Verbs: keyword-only, `by` and `now` are arguments; each one transaction, checked, locked and journalled."""
