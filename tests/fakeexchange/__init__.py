"""The fake Exchange, file for file; ``toys`` builds the small worlds they share."""
