"""Preflight: files, plans, layouts and finished PDFs in, findings with file and line out. Nothing here changes a sheet."""
