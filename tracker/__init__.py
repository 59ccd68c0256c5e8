"""The tracker, room by room. A room imports rooms below it, never above or beside.

doors       web (pages) · admin (the same nouns, the same verbs) · tasks (worker) · management (commands)
operations  verbs: one transaction each, `by` and `now` are arguments
reports     numbers: a scoped queryset and a date in, frozen dataclasses out
models      nouns, their constraints and queryset words
reading     bulletin text → proposals, pure        documents   bytes ↔ text, pure
rules       truths of the domain: status moves, who may, working days, names; standard library only
"""
