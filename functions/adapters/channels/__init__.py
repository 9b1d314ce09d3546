"""Ways out to people: one file a provider, errors sorted into the three kinds of ``domain.delivery``."""
