"""诉易 Suyi: a complaint desk for card-key shops and their marketplaces. This is its map.

Every open thing awaits somebody and has one clock. When somebody acts, or the clock does, the domain decides,
one transaction records, and the post is sent.

- ``domain``: pure rules, standard library only. ``vocabulary`` (the words), ``complaints`` (the law),
  ``standard`` (what may be complained of), ``policy``, ``history``, ``precheck`` and ``wording`` (hints).
- ``services``: load, decide, commit. First argument ``desk``, second ``marketplace``, last ``now``. ``post``
  writes and sends, ``pictures`` takes in what was uploaded, ``tenants`` knows people.
- ``ports``: what services need of the world, as Protocols, and the ``Desk`` that bundles it.
- ``adapters``: what keeps those promises: ``dynamo`` (one table), ``channels`` (SES, SNS), ``templates``,
  ``mime``, ``vault``.
- ``web``: guard, form, one call, answer. ``frame`` carries every page, ``case`` what all see of a case;
  ``buyer``, ``merchant``, ``operator``, ``arbiter`` and ``access`` know nothing of each other.
- ``evidence``: where strangers' files are decoded, cleaned and read: a function of its own, which knows only
  ``domain``.
- ``wiring``: the only file that names concrete adapters. ``config``, ``clock``, ``logs``: settings, time, log
  lines.
- ``entry``, ``gateway``: where Lambda calls, and how its events become requests.
- ``app``, ``jobs``, ``cli``: where a process starts: the pages, the minute's tick, the ``suyi`` command.
- ``local``: the embedded cloud and the demo behind ``suyi serve``; never part of a deployment.
"""
