CREATE TABLE IF NOT EXISTS rota_node (
    ns VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
    path VARCHAR(512) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
    parent VARCHAR(512) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
    data MEDIUMBLOB NOT NULL,
    version INT NOT NULL,
    session_id VARCHAR(36) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin,
    create_rev BIGINT NOT NULL,
    mod_time BIGINT NOT NULL,
    PRIMARY KEY (ns, path),
    INDEX rota_node_parent (ns, parent),
    INDEX rota_node_session (session_id)) ENGINE=InnoDB;
CREATE TABLE IF NOT EXISTS rota_session (
    session_id VARCHAR(36) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL PRIMARY KEY,
    ns VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
    ttl_ms BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    renewals BIGINT NOT NULL,
    INDEX rota_session_ns (ns)) ENGINE=InnoDB;
CREATE TABLE IF NOT EXISTS rota_change (
    ns VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
    revision BIGINT NOT NULL,
    ord INT NOT NULL,
    path VARCHAR(512) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
    op_id VARCHAR(36) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (ns, revision, ord)) ENGINE=InnoDB;
CREATE TABLE IF NOT EXISTS rota_registry (
    ns VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL PRIMARY KEY,
    revision BIGINT NOT NULL,
    compacted BIGINT NOT NULL,
    incarnation VARCHAR(36) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
    schema_version INT NOT NULL) ENGINE=InnoDB;
