"""The tables of a vault's database (docs/spec/vault-v1.md, section 3): what is true, and the views that follow from it."""

import re

__all__ = [
    "NAME_KEYS",
    "READ_AUDIT",
    "SCHEMA",
    "SCHEMA_VERSION",
    "TABLES",
    "VIEWS",
    "VIEWS_VERSION",
    "VIEW_TABLES",
    "VIEW_TYPES",
]

# 2: the views of `amanet.vault.views`. 3: what statements say, in numbers, for questions about everybody (`amanet.vault.facts`),
# and the full text (`amanet.vault.full_text`) and the keys of names. 4: who read what (`amanet.vault.read_audit`); no view changed.
SCHEMA_VERSION = 4
VIEWS_VERSION = 3
VIEWS = """
CREATE TABLE entity (number INTEGER PRIMARY KEY, schema TEXT NOT NULL);
CREATE INDEX entity_of_schema ON entity (schema, number);
CREATE TABLE statement (number INTEGER PRIMARY KEY, subject INTEGER NOT NULL, property TEXT NOT NULL, said_by INTEGER NOT NULL,
state TEXT NOT NULL, polarity INTEGER NOT NULL, value INTEGER, low INTEGER, high INTEGER);
CREATE INDEX statement_of ON statement (subject, property, polarity, value, low, high);
CREATE INDEX statement_denied ON statement (subject, property) WHERE polarity = -1;
CREATE INDEX statement_by ON statement (said_by);
CREATE TABLE ender (target INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (target, number)) WITHOUT ROWID;
CREATE TABLE dead (number INTEGER PRIMARY KEY);
CREATE TABLE label (entity INTEGER PRIMARY KEY, text TEXT NOT NULL, statement INTEGER NOT NULL);
CREATE INDEX label_by_text ON label (text COLLATE NOCASE);
CREATE INDEX label_of_statement ON label (statement);
CREATE VIRTUAL TABLE named USING fts5(text, content='', tokenize='trigram case_sensitive 1');
CREATE VIRTUAL TABLE said USING fts5(text, content='', tokenize='trigram case_sensitive 1');
CREATE VIRTUAL TABLE kept USING fts5(text, content='', tokenize='trigram case_sensitive 1');
CREATE VIRTUAL TABLE heard USING fts5(text, content='', tokenize='trigram case_sensitive 1');
INSERT INTO named(named, rank) VALUES ('secure-delete', 1);
INSERT INTO said(said, rank) VALUES ('secure-delete', 1);
INSERT INTO kept(kept, rank) VALUES ('secure-delete', 1);
INSERT INTO heard(heard, rank) VALUES ('secure-delete', 1);
CREATE TABLE segment (key INTEGER PRIMARY KEY, start INTEGER NOT NULL, speaker TEXT, text TEXT NOT NULL);
CREATE TABLE dated (span INTEGER NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL, number INTEGER NOT NULL,
PRIMARY KEY (span, low, high, number)) WITHOUT ROWID;
CREATE INDEX dated_of ON dated (number, low, high);
CREATE TABLE judged (entity INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (entity, number)) WITHOUT ROWID;
CREATE TABLE unread (number INTEGER PRIMARY KEY);
"""
# `amanet.vault.name_keys`: made again alone where the keys of names changed.
NAME_KEYS = """
CREATE TABLE name_word (word INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE name_key (key TEXT NOT NULL, word INTEGER NOT NULL, PRIMARY KEY (key, word)) WITHOUT ROWID;
CREATE INDEX name_key_of ON name_key (word);
CREATE TABLE name_part (word INTEGER NOT NULL, words INTEGER NOT NULL, statement INTEGER NOT NULL,
PRIMARY KEY (word, words, statement)) WITHOUT ROWID;
CREATE INDEX name_part_of ON name_part (statement);
"""
VIEWS += NAME_KEYS
# Not a view, and no part of what is true: nothing can make it again.
READ_AUDIT = """CREATE TABLE read_audit (at INTEGER NOT NULL, member TEXT NOT NULL, number INTEGER NOT NULL, what TEXT NOT NULL,
PRIMARY KEY (at, member, number, what)) WITHOUT ROWID"""
SCHEMA = (
    """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE epoch (number INTEGER PRIMARY KEY, first INTEGER NOT NULL, origin TEXT NOT NULL UNIQUE, log_key
TEXT NOT NULL); CREATE TABLE leaf (number INTEGER PRIMARY KEY, entry BLOB NOT NULL); CREATE TABLE record
(number INTEGER PRIMARY KEY, id TEXT NOT NULL, type TEXT NOT NULL, salt BLOB NOT NULL, body BLOB NOT NULL);
CREATE INDEX record_of_type ON record (type, number); CREATE UNIQUE INDEX record_by_id ON record (id); CREATE
TABLE object (
    number INTEGER PRIMARY KEY, identity BLOB NOT NULL, place TEXT NOT NULL, start INTEGER NOT NULL, stored
    INTEGER NOT NULL, sha256 BLOB NOT NULL, size INTEGER NOT NULL, source TEXT NOT NULL
);
CREATE INDEX object_by_content ON object (size, sha256);
CREATE INDEX object_by_place ON object (place);
CREATE TABLE about (subject INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (subject, number)) WITHOUT
ROWID; CREATE TABLE checkpoint (epoch INTEGER NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL, note BLOB
NOT NULL, PRIMARY KEY (epoch, size)) WITHOUT ROWID; CREATE TABLE seen (origin TEXT PRIMARY KEY, log_key TEXT
NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL, note BLOB NOT NULL) WITHOUT ROWID; CREATE TABLE pending
(what TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID; CREATE TABLE trash (place TEXT PRIMARY KEY)
WITHOUT ROWID;
"""
    + VIEWS
    + READ_AUDIT
    + ";"
)
TABLES = tuple(re.findall(r"CREATE TABLE (\w+)", SCHEMA))
# The types of records that views are made of.
VIEW_TYPES = frozenset(
    (
        "Entity",
        "Statement",
        "Supersession",
        "Retraction",
        "Review",
        "Judgement",
        "Item",
        "Passage",
        "Rendition",
    )
)
VIEW_TABLES = tuple(re.findall(r"CREATE (?:VIRTUAL )?TABLE (\w+)", VIEWS))
