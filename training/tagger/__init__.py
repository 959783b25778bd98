"""The tagger's training: banks of stems, mixtures, network, scores, export."""
