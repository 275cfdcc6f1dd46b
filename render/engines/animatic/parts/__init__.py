"""What sets are composed of: land, plants, built things, rooms, and what moves in them."""
