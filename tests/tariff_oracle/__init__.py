"""An oracle of the tariff rules, from the page of tariffs alone: it keeps all events and recomputes everything."""
