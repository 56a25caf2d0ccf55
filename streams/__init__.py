"""The bus: settings, topics, the hardened Faust app, the engine, metrics, web."""
