"""The cutting room: everything between an engine's frames and a film that plays."""
