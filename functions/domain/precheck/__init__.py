"""The pre-check: what a reading says about one complaint. It routes and hints, it never rules; pure and fast.

Nothing is imported here: a page that only names reasons would pay 10 ms of its cold start for what judges.
"""
