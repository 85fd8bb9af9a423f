"""Static reports from a finished warehouse: nothing is computed here, only shown."""
