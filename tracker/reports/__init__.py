"""Numbers: a scoped queryset and a date go in, frozen dataclasses come out."""
