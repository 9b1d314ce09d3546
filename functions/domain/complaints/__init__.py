"""The law of a complaint: what it is, what may be done to it, what follows, and when."""
