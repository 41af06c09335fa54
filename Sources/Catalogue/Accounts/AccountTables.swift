/// Tables of migration 10, for signing in. SQLite stores these texts including the comments, so they must not be changed.
extension Catalogue {
    static let accountTables = """
        CREATE TABLE accounts (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            email TEXT NOT NULL,
            role TEXT NOT NULL,
            scope TEXT NOT NULL,                -- JSON, see RoleScope
            language TEXT,                      -- of the pages
            password TEXT,                      -- PHC string; NULL without one
            issuer TEXT,                        -- of the identity provider
            subject TEXT,                       -- of the person there
            created REAL NOT NULL,              -- seconds since 1970
            signed_in REAL,
            disabled INTEGER NOT NULL DEFAULT 0
        ) WITHOUT ROWID;
        CREATE UNIQUE INDEX accounts_by_email ON accounts (email);
        CREATE UNIQUE INDEX accounts_by_subject ON accounts (issuer, subject) WHERE subject IS NOT NULL;
        CREATE TABLE sessions (
            hash TEXT PRIMARY KEY,              -- SHA-256 of the id in the cookie
            account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            secret TEXT NOT NULL,               -- for the tokens of forms
            began REAL NOT NULL,
            seen REAL NOT NULL,
            provider_token TEXT                 -- the ID token, for signing out at the provider
        ) WITHOUT ROWID;
        CREATE INDEX sessions_by_account ON sessions (account);
        CREATE TABLE account_links (            -- invitations and new passwords
            hash TEXT PRIMARY KEY,              -- SHA-256 of the secret in the link
            account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            expires REAL NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX account_links_by_account ON account_links (account);
        """
}
