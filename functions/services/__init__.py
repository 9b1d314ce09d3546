"""What people and the clock can do: load, decide, commit. First argument ``desk``, second ``marketplace``,
last ``now``."""
