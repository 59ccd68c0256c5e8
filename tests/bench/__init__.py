"""How fast it is: ours, the limits beside it, and the bars, in one run. `make bench` runs `python -m tests.bench`."""
