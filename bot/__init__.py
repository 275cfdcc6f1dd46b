"""The production office: rules, records and the process that runs them."""
