"""Pages of this room: papers (list, upload, one document), review (deciding and wording), phrases (who is meant)."""
