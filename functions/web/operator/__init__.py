"""The pages of operators and arbiters: the queue, a case, assistance, post that did not arrive."""
