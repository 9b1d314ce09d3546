"""The buyer's own words: what they are about, whether they press or lead away, whether they were sent before."""
