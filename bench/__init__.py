"""Speed, as ratios: `make bench`, or `python -m bench --help`.

`client.py` is a load client cheaper than any server it measures, `hall.py` makes the hall it fills, `servers.py`
starts and ends the servers, `fanout.py` and `votes.py` are what is measured, `report.py` what is printed. Absolute
figures drift with the machine and its load: the servers of a case take turns within one run, and only ratios of one
run are compared.
"""
