"""The directory of clusters: found, judged and compared."""
