"""How a GraphQL request is executed, fast and safely. It knows nothing of who uses it."""
