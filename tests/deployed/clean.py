"""A Lambda of one's own: python -I -S clean.py FOLDER, an event a line in, an answer a line out.

Nothing but the standard library and FOLDER is on the path. The last line, after the input ends, says
which modules were compiled from source and which came from elsewhere.
"""

import importlib.machinery
import json
import os
import sys

folder = sys.argv[1]
sys.path.insert(0, folder)
standard = [path for path in sys.path if path != folder]
compiled: list[str] = []
compile_source = importlib.machinery.SourceFileLoader.source_to_code


def noticed(self, data, path, *args, **options):
    compiled.append(str(path))
    return compile_source(self, data, path, *args, **options)


importlib.machinery.SourceFileLoader.source_to_code = noticed


class Context:
    aws_request_id = "request-of-the-test"


def answered(line: str) -> dict:
    from functions.entry import handler

    try:
        return {"said": handler(json.loads(line), Context())}
    except Exception as failure:  # noqa: BLE001 - the test asks for the name
        return {"raised": type(failure).__name__, "because": str(failure)}


voice, sys.stdout = sys.stdout, sys.stderr
for line in sys.stdin:
    print(json.dumps(answered(line)), file=voice, flush=True)
files = [getattr(module, "__file__", None) or "" for module in list(sys.modules.values())]
ours = [path for path in compiled if path.startswith(folder)]
foreign = [
    f
    for f in files
    if f.startswith("/") and not f.startswith((folder, *standard, os.path.realpath(__file__)))
]
print(json.dumps({"compiled": ours, "foreign": foreign}), file=voice, flush=True)
