"""Triển Khai: from one plan document to the signed report."""
