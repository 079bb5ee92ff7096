"""The application in the browser, on this machine alone: parses, calls `amanet.app`, renders. It decides nothing."""
