"""The embedded cloud behind `suyi serve`: one machine's AWS in one process, and what makes it safe to rely on.

    cloud      the handle: start, stop or kill the process; the environment its clients need
    stack      creates the table and the rest from infra/data.yaml
    sent       reads back the mail and the text messages that were sent
    server     the process itself: ministack's ASGI application behind a journal (python -m functions.local.server)
    door       whom the process answers at all
    journal    the write-ahead log: what was answered is on the disk
    emulator   all that knows ministack from the inside

Never packaged for Lambda, and imported by the command line only.
"""
