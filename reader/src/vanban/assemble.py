"""Outline, tables and mentions to tasks."""
from __future__ import annotations
from vanban.types import *
def tasks(text, blocks, outline, metadata): return ()
