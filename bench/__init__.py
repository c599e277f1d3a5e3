"""Speed, as ratios: `make bench`, or `python -m bench --help`.

`client.py` is a load client cheaper than any server it measures, `hall.py` makes the hall it fills, `servers.py`
starts and ends the servers, `plan.py` says what is measured how often: `fanout.py`, `votes.py`, `spread.py`,
`storm.py`, `printing.py` and `openslides.py`. `report.py` is what is printed, `keys.py` the last line: one JSON object
with always the same keys. Absolute figures drift with the machine and its load: the servers of a case take turns
within one run, and ratios of one run are what is compared.
"""
