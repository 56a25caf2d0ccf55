"""What a worker says over HTTP: is it alive, is it ready, what are its figures."""
