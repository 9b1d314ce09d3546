"""Marketplaces and their people: who signs in, and what they may see."""
