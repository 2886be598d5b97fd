"""Compiled completion: functions that turn resolved values into a response, made per operation.

A plan knows only the path without errors. Whatever is unexpected (a null where none may be, a
wrong type, something to wait for, an exception) makes it give up, and graphql-core completes the
same resolved value: it finds the errors and nulls that the specification wants. No resolver of
the application runs twice. What only looks at an object (properties, `pure` resolvers, scalars'
serializers, `is_type_of`) may do so again, and is to have no effect; an `is_type_of` or a
`resolve_type` may be given the info of a field further up.

A response is Python's for JSON: moments in UTC are left to its encoder, which writes them as
`datetime.isoformat` does.
"""
