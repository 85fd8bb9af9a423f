"""Audits: a published number step by step, guards against leaks, other choices and models."""
