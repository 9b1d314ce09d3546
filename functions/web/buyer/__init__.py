"""The buyer's pages: filing, following, putting right, withdrawing."""
