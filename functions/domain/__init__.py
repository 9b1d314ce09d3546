"""The rules of the desk: tables and pure functions, standard library only, no I/O and no clock.

Read in this order: ``terms`` (the words), ``policy`` (windows and limits), ``standard`` (categories and
clauses), ``complaint`` (who may do what, when), ``withdrawal``, ``remedy``, ``notices`` (who is told),
``history``.
"""
