"""The people: small silhouettes with one saturated accent each, lit along their edges."""
