"""The one case of an outside arbiter."""
