/// Tables of migration 3: deposits, audiences, formerly public documents, tokens, the audit trail, searches without
/// results.
///
/// SQLite stores these texts including the comments, so they must not be changed, even if a type has a new name.
extension Catalogue {
    static let depositTables = """
        ALTER TABLE documents ADD COLUMN record TEXT NOT NULL DEFAULT '{"description":{"countries":[],"creators":[],\
        "keywords":[],"origins":{},"sectors":[],"topics":[]},"fields":{}}';      -- JSON, see DocumentRecord
        ALTER TABLE documents ADD COLUMN visibility TEXT NOT NULL DEFAULT 'public';
        ALTER TABLE documents ADD COLUMN stage TEXT NOT NULL DEFAULT 'published';
        ALTER TABLE documents ADD COLUMN translation_of TEXT;
        ALTER TABLE documents ADD COLUMN exposed INTEGER NOT NULL DEFAULT 0;     -- whether anybody could ever read it
        ALTER TABLE files ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;         -- its document was taken out
        UPDATE documents SET exposed = 1;
        CREATE INDEX documents_by_change ON documents (changed, id);
        CREATE INDEX documents_by_translation ON documents (translation_of) WHERE translation_of IS NOT NULL;
        CREATE TABLE tombstones (            -- what was public once and is gone, for those who harvest
            id TEXT PRIMARY KEY,
            removed REAL NOT NULL            -- seconds since 1970
        ) WITHOUT ROWID;
        CREATE INDEX tombstones_by_time ON tombstones (removed, id);
        CREATE TRIGGER exposed_new AFTER INSERT ON documents
        BEGIN
            DELETE FROM tombstones WHERE id = NEW.id;
            UPDATE documents SET exposed = 1
            WHERE id = NEW.id AND visibility = 'public' AND stage = 'published';
        END;
        CREATE TRIGGER exposed_changed AFTER UPDATE OF visibility, stage ON documents
        WHEN NEW.visibility = 'public' AND NEW.stage = 'published' AND NOT NEW.exposed
        BEGIN
            UPDATE documents SET exposed = 1 WHERE id = NEW.id;
        END;
        CREATE TRIGGER buried BEFORE DELETE ON documents WHEN OLD.exposed
        BEGIN
            INSERT OR REPLACE INTO tombstones (id, removed)
            VALUES (OLD.id, (julianday('now') - 2440587.5) * 86400.0);
        END;
        ALTER TABLE versions ADD COLUMN audience INTEGER NOT NULL DEFAULT 2;     -- the widest that ever could read it: 0 all
        UPDATE versions SET audience = 0;
        CREATE TRIGGER version_new AFTER INSERT ON versions
        BEGIN
            UPDATE versions SET audience = (SELECT \(rank("documents")) FROM documents WHERE id = NEW.document)
            WHERE document = NEW.document AND version = NEW.version;
        END;
        CREATE TRIGGER version_shown AFTER UPDATE OF visibility, stage ON documents
        BEGIN
            UPDATE versions SET audience = min(audience, \(rank("NEW")))
            WHERE document = NEW.id AND version = NEW.version;
        END;
        CREATE TABLE tokens (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            role TEXT NOT NULL,
            hash TEXT NOT NULL UNIQUE,       -- SHA-256 of the token; the token itself is kept nowhere
            created REAL NOT NULL,
            expires REAL,
            revoked REAL
        ) WITHOUT ROWID;
        CREATE TABLE audit (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            at REAL NOT NULL,
            who TEXT NOT NULL,
            action TEXT NOT NULL,
            document TEXT,
            details TEXT NOT NULL            -- JSON
        );
        CREATE INDEX audit_by_document ON audit (document, number);
        CREATE TABLE misses (                -- searches that found nothing, by day; of no one in particular
            text TEXT NOT NULL,
            day INTEGER NOT NULL,            -- since 1970
            count INTEGER NOT NULL,
            PRIMARY KEY (text, day)
        ) WITHOUT ROWID;
        """

    /// Zero-result searches are counted and deleted by day.
    static let zeroResultsByDayIndex = "CREATE INDEX misses_by_day ON misses (day)"

    /// For each original of a removed document, a query finds out whether it is still needed. Harvests use whole
    /// microseconds.
    static let lookUps = """
        CREATE INDEX versions_by_hash ON versions (hash);
        CREATE INDEX parts_by_hash ON parts (hash);
        CREATE INDEX documents_by_instant ON documents (CAST(changed * 1000000 AS INTEGER), id) WHERE exposed;
        CREATE INDEX tombstones_by_instant ON tombstones (CAST(removed * 1000000 AS INTEGER), id);
        """

    /// The rank of the audience of a row of `documents`, as ``Visibility/rank`` returns it.
    private static func rank(_ row: String) -> String {
        """
        CASE WHEN \(row).stage <> 'published' THEN 2 ELSE
            CASE \(row).visibility WHEN 'public' THEN 0 WHEN 'members' THEN 1 ELSE 2 END END
        """
    }
}
