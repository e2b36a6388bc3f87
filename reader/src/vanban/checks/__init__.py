"""Checks."""


def run(document):
    return ()
