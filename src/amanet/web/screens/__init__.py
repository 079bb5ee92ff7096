"""The screens of the application: each parses what was asked, calls `amanet.app` at the desk, and gives a page. `routes` names its addresses."""
