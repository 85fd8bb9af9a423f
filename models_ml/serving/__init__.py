"""Fits the served regression and scores posts from its terms."""
