"""Typst through its PyPI package: one compiler kept for all sheets, so fonts, pictures and its own caches are kept; tagged."""

import json

import typst


def engine(folder):
    """Return the function that lays out a sheet."""
    source = folder / "sheet.typ"
    compiler = typst.Compiler(root=str(folder), font_paths=[str(folder / "fonts")], ignore_system_fonts=True)

    def lay_out(sheet):
        return compiler.compile(input=str(source), format="pdf", sys_inputs={"sheet": json.dumps(sheet)})

    return lay_out
