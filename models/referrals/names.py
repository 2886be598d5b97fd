"""First names: all that an inviter may see of a friend who agreed to it."""

_HAN_FIRST, _HAN_LAST = "\u4e00", "\u9fff"


def first_name(name: str) -> str:
    """The name without the family's: Lena Hoffmann is Lena, 沈佳宁 is 佳宁."""
    parts = name.split()
    if len(parts) != 1:
        return parts[0] if parts else ""
    is_han = all(_HAN_FIRST <= character <= _HAN_LAST for character in name)
    return name[1:] if is_han and len(name) > 1 else name
