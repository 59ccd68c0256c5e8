"""Pure truths: statuses, permissions, deadlines, working days, weeks, names, and the errors they raise.

Standard library only, so every rule can be read, tested and believed without a database.
Every other room may import this one; it imports none.
"""
