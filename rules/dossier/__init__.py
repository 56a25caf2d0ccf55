"""What a client may be shown of a manager: bank-checked facts, and no promises."""
