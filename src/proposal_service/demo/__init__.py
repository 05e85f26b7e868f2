"""示范 · The main job: a whole year of a congress run through the loop, from records to a public site.

What the records do not hold is generated from a fixed seed, and everything that is shown says so.
"""
