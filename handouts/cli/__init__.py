"""The command line: words and files in; files, lists and messages out. A module a family of commands; nothing else knows click."""
