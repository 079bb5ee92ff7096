def is_signal_text(name: str, text: str) -> bool:
    return False
