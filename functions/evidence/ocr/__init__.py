"""Reads words off a picture with the PP-OCR models: where text stands, then what each line says. One core,
no network.

Only onnxruntime, numpy and Pillow are imported; the package the models come in is never run.
"""
