CREATE TABLE IF NOT EXISTS rota_node (
    ns VARCHAR(128) NOT NULL,
    path VARCHAR(512) NOT NULL,
    parent VARCHAR(512) NOT NULL,
    data VARBINARY(1048576) NOT NULL,
    version INT NOT NULL,
    session_id VARCHAR(36),
    create_rev BIGINT NOT NULL,
    mod_time BIGINT NOT NULL,
    PRIMARY KEY (ns, path));
CREATE INDEX IF NOT EXISTS rota_node_parent ON rota_node (ns, parent);
CREATE INDEX IF NOT EXISTS rota_node_session ON rota_node (session_id);
CREATE TABLE IF NOT EXISTS rota_session (
    session_id VARCHAR(36) NOT NULL PRIMARY KEY,
    ns VARCHAR(128) NOT NULL,
    ttl_ms BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    renewals BIGINT NOT NULL);
CREATE INDEX IF NOT EXISTS rota_session_ns ON rota_session (ns);
CREATE TABLE IF NOT EXISTS rota_change (
    ns VARCHAR(128) NOT NULL,
    revision BIGINT NOT NULL,
    ord INT NOT NULL,
    path VARCHAR(512) NOT NULL,
    op_id VARCHAR(36) NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (ns, revision, ord));
CREATE TABLE IF NOT EXISTS rota_registry (
    ns VARCHAR(128) NOT NULL PRIMARY KEY,
    revision BIGINT NOT NULL,
    compacted BIGINT NOT NULL,
    incarnation VARCHAR(36) NOT NULL,
    schema_version INT NOT NULL);
