"""What `real.py` printed: messages a second, seconds, and for each run the answers a message, the median, 99 % and the longest.

The two runs have the same rates and not the same random times.
"""

WHEN = "29 November 2026"
RUNS = [
    (10, 60, {"real": ("0.835", "4.71", "10.1", "19.0"), "simulated": ("0.846", "4.66", "10.5", "12.5")}),
    (36, 30, {"real": ("0.840", "11.1", "22.3", "26.7"), "simulated": ("0.839", "12.8", "21.7", "24.5")}),
]
