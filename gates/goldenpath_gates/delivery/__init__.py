"""From a published digest to everyone: the pipeline commits and watches, controllers act."""
