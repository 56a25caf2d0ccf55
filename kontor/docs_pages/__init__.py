"""Pages that are written from the catalogues, so that they cannot say anything else than the code."""
