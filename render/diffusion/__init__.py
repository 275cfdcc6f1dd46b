"""What engines with a model share; of all packages, this and theirs alone know torch."""
