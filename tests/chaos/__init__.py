"""Real workers on a real Apache Kafka, and somebody who does them every harm there is: `make chaos`."""
