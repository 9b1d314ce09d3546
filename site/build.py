import sys, pathlib
p=pathlib.Path(sys.argv[1]); p.mkdir(parents=True,exist_ok=True); (p/"index.html").write_text("<h1>x</h1>")
