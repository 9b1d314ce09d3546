"""The words of the trade as values, each with everything that is said of it."""
