"""One file a field: each finds its values in the running text of an item and claims their characters."""
