"""The camera: turns an order into a film. Usable without Discord."""
