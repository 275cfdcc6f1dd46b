"""The sound of a film, all of it made here: places, weather, effects, music and voices."""
