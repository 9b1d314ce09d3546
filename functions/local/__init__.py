"""Local mode: the whole desk on one machine, behind `suyi serve`.

    serve      starts and stops everything: cloud, pages, ticker, demo
    home       the data folder: secrets made once, the demo's clock, where the running desk is
    ticker     the minute's tick and the post, for a desk without a scheduler
    pages      the start page, its one-click sign-in and its clock; with mailbox and the demo's shop
    evidence   the evidence function's process

    demo/      plays the stories through the services, each step at its own moment
    cloud/     one machine's AWS in one process: process (the handle), stack (made from infra/data.yaml),
               server, journal, snapshots, emulator (all that knows ministack from the inside), sent_mail

Never packaged for Lambda, and imported by the command line only.
"""
