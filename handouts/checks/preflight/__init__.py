"""Preflight: what a program can find in content, plans and clinics before a person reads them (library/standards.txt)."""
