"""The version of amanet, written into what it makes."""

VERSION = "0.1.0"
