"""Measurements of Kontor against its own floor and its neighbours: `make bench`, or `python -m bench --help`."""
