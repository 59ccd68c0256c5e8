"""A door: the Django admin, the same nouns through the same scope and the same verbs as the pages."""
