"""The picking page: choose exercises in a browser on the clinic's own computer, and watch the sheet form."""
