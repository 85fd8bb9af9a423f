"""Measures classifiers: splits, metrics, intervals, challengers, influence."""
