"""What a client may ask: types, inputs, payloads and connections, one file per noun."""
