"""Local mode: the whole desk on one machine, behind `suyi serve`.

    serve      starts and stops everything: cloud, pages, ticker, demo
    home       the data folder: secrets made once, the demo's clock, where the running desk is
    ticker     the minute's tick and the post, for a desk without a scheduler
    pages      the start page, its one-click doors and its clock; with shop, mailbox and doors
    demo       plays the stories through the services, each step at its own moment (plan, script, people, stories, trade)

The embedded cloud under it is one machine's AWS in one process:

    cloud      the handle: start, stop or kill the process; the environment its clients need
    stack      creates the table and the rest from infra/data.yaml
    sent       reads back the mail and the text messages that were sent
    server     the process itself: ministack's ASGI application behind a journal (python -m functions.local.server)
    journal    the write-ahead log: what was answered is on the disk
    emulator   all that knows ministack from the inside

Never packaged for Lambda, and imported by the command line only.
"""
