/// Tables of migration 10: who works on what, comments, earlier descriptions, edits of many documents, files that could not
/// be read.
///
/// SQLite stores these texts including the comments, so they must not be changed.
extension Catalogue {
    static let curatingTables = """
        CREATE TABLE curation (              -- who works on a document; a row only where there is something to say
            document TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
            depositor TEXT,                  -- as in the audit trail
            assignee TEXT,
            submitted REAL,                  -- seconds since 1970
            sent_back REAL,
            sent_back_by TEXT,
            sent_back_reason TEXT
        ) WITHOUT ROWID;
        CREATE INDEX curation_by_depositor ON curation (depositor) WHERE depositor IS NOT NULL;
        INSERT INTO curation (document, depositor)
            SELECT documents.id, audit.who FROM documents
            JOIN audit ON audit.number = (
                SELECT min(number) FROM audit WHERE audit.document = documents.id AND audit.action = 'added'
            )
            WHERE documents.root = 'deposit:';
        CREATE INDEX documents_in_work ON documents (added, id) WHERE stage <> 'published';
        CREATE TABLE comments (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
            at REAL NOT NULL,
            author TEXT NOT NULL,
            kind TEXT NOT NULL,              -- comment, sent-back
            text TEXT NOT NULL
        );
        CREATE INDEX comments_by_document ON comments (document, number);
        CREATE TABLE history (               -- earlier descriptions; the newest one is in documents
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
            ended REAL NOT NULL,
            ended_by TEXT,                   -- who made the next one
            state BLOB NOT NULL              -- JSON of DocumentState, as text or compressed
        );
        CREATE INDEX history_by_document ON history (document, number);
        CREATE INDEX history_unfinished ON history (document) WHERE ended_by IS NULL;
        CREATE TRIGGER description_kept BEFORE UPDATE OF record, metadata, visibility, stage, translation_of ON documents
        WHEN OLD.record IS NOT NEW.record OR OLD.metadata IS NOT NEW.metadata OR OLD.visibility IS NOT NEW.visibility
            OR OLD.stage IS NOT NEW.stage OR OLD.translation_of IS NOT NEW.translation_of
        BEGIN
            INSERT INTO history (document, ended, state) VALUES (
                OLD.id, NEW.changed,
                json_object(
                    'record', json(OLD.record), 'metadata', json(OLD.metadata), 'visibility', OLD.visibility,
                    'stage', OLD.stage, 'translationOf', OLD.translation_of
                )
            );
        END;
        CREATE TABLE bulk_edits (
            id TEXT PRIMARY KEY,
            at REAL NOT NULL,
            who TEXT NOT NULL,
            change TEXT NOT NULL,            -- JSON of the change
            search TEXT,                     -- the search whose hits were edited
            documents INTEGER NOT NULL,      -- how many were changed
            undone REAL,
            undone_by TEXT
        ) WITHOUT ROWID;
        CREATE TABLE bulk_edit_documents (
            edit TEXT NOT NULL REFERENCES bulk_edits (id) ON DELETE CASCADE,
            document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
            sequence INTEGER NOT NULL,       -- of the change that the edit made
            before BLOB NOT NULL,            -- compressed JSON of the deposit before it
            assignee_before TEXT,
            PRIMARY KEY (edit, document)
        ) WITHOUT ROWID;
        CREATE INDEX bulk_edit_documents_by_document ON bulk_edit_documents (document);
        CREATE TABLE failed_deposits (       -- uploads that could not be read; their bytes are in the folder failed
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            size INTEGER NOT NULL,
            at REAL NOT NULL,
            depositor TEXT NOT NULL,
            status TEXT NOT NULL,            -- encrypted, unsupported, failed
            reason TEXT NOT NULL,
            members TEXT NOT NULL,           -- JSON: the description that came with it
            document TEXT,                   -- the document whose new file it was to be
            kept INTEGER NOT NULL            -- whether its bytes are still there
        ) WITHOUT ROWID;
        CREATE INDEX failed_deposits_by_time ON failed_deposits (at);
        """
}
