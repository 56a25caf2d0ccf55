"""The desk: who serves the client who just got in touch. One log, one writer, one event at a time."""
