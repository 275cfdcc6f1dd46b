"""The people: paper figures in bas-relief, each with one silhouette and one accent."""
