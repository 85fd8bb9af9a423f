"""The commands of the Makefile, a file for each verb, and the helpers that they share."""
