"""One index over documents of every kind, in two lanes: words for ranking, trigrams for what stands inside compounds."""
