/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.rota.registry.jdbc;

import java.util.ArrayList;
import java.util.List;

/*
 * Four tables, shared by all namespaces:
 *
 *   registry  one row for each namespace. Its revision is the counter that every writer raises first and so keeps locked
 *             until it commits: the order of revisions is the order of commits, and a reader of the log that has seen
 *             revision n will never find a smaller one later. (Numbers from a sequence become visible out of order.)
 *   session   one row for each living session; that the row exists is the truth, its time is only a reason to look.
 *   node      the tree.
 *   change    the log: which paths each revision touched, and under which operation; kept for some minutes.
 */
/** The statements of one dialect with one table prefix. */
final class Sql {

    static final int PATH_MAX = 512;
    static final int NAMESPACE_MAX = 128;
    static final int DATA_MAX = 1_000_000;

    private static final int IN_MAX = 128;

    private final String prefix;
    private final Dialect dialect;
    private final String registry;
    private final String session;
    private final String node;
    private final String change;

    /**
     * @param prefix of the tables; may begin with a schema and a dot
     */
    Sql(String prefix, Dialect dialect) {
        this.prefix = prefix;
        this.dialect = dialect;
        registry = prefix + "registry";
        session = prefix + "session";
        node = prefix + "node";
        change = prefix + "change";
    }

    Dialect dialect() {
        return dialect;
    }

    // ---- schema

    /** Queries that fail exactly if a table or a column is missing. */
    List<String> probes() {
        return List.of(
                "SELECT ns, path, parent, data, version, session_id, create_rev, mod_time FROM " + node
                        + " WHERE 1 = 0",
                "SELECT session_id, ns, ttl_ms, expires_at, renewals FROM " + session + " WHERE 1 = 0",
                "SELECT ns, revision, ord, path, op_id, changed_at FROM " + change + " WHERE 1 = 0",
                "SELECT ns, revision, compacted, incarnation, schema_version FROM " + registry + " WHERE 1 = 0");
    }

    /** Makes what is missing; the table that everything begins with comes last. */
    List<String> creation() {
        String ns = "ns " + dialect.name(NAMESPACE_MAX) + " NOT NULL";
        String path = dialect.name(PATH_MAX) + " NOT NULL";
        String id = dialect.name(36);
        String nodeParent = index("node_parent");
        String nodeSession = index("node_session");
        String sessionNs = index("session_ns");
        List<String> statements = new ArrayList<>();
        statements.add("CREATE TABLE IF NOT EXISTS " + node + " (" + ns + ", path " + path + ", parent " + path
                + ", data " + dialect.data() + " NOT NULL, version INT NOT NULL, session_id " + id
                + ", create_rev BIGINT NOT NULL, mod_time BIGINT NOT NULL, PRIMARY KEY (ns, path)"
                + dialect.indexInTable(nodeParent, "ns, parent") + dialect.indexInTable(nodeSession, "session_id") + ")"
                + dialect.tableSuffix());
        statements.addAll(dialect.createIndex(nodeParent, node, "ns, parent"));
        statements.addAll(dialect.createIndex(nodeSession, node, "session_id"));
        statements.add("CREATE TABLE IF NOT EXISTS " + session + " (session_id " + id + " NOT NULL PRIMARY KEY, " + ns
                + ", ttl_ms BIGINT NOT NULL, expires_at BIGINT NOT NULL, renewals BIGINT NOT NULL"
                + dialect.indexInTable(sessionNs, "ns") + ")" + dialect.tableSuffix());
        statements.addAll(dialect.createIndex(sessionNs, session, "ns"));
        statements.add("CREATE TABLE IF NOT EXISTS " + change + " (" + ns
                + ", revision BIGINT NOT NULL, ord INT NOT NULL, path " + path + ", op_id " + id
                + " NOT NULL, changed_at BIGINT NOT NULL, PRIMARY KEY (ns, revision, ord))" + dialect.tableSuffix());
        statements.add("CREATE TABLE IF NOT EXISTS " + registry + " (" + ns
                + " PRIMARY KEY, revision BIGINT NOT NULL, compacted BIGINT NOT NULL, incarnation " + id
                + " NOT NULL, schema_version INT NOT NULL)" + dialect.tableSuffix());
        return statements;
    }

    private String index(String name) {
        // An index lives in the schema of its table and is not written with it.
        return prefix.substring(prefix.indexOf('.') + 1) + name;
    }

    // ---- registry

    String schemaVersion() {
        return "SELECT schema_version FROM " + registry + " WHERE ns = ?";
    }

    /** Parameters: namespace, incarnation, schema version. */
    String addNamespace() {
        return "INSERT INTO " + registry + " (ns, revision, compacted, incarnation, schema_version) VALUES (?, "
                + dialect.now() + " * 1024, 0, ?, ?)";
    }

    /**
     * Takes the next revision, and with it the lock that all writers wait for.
     *
     * <p>It grows with the time too, so that it still grows after a database has lost its last commits.
     */
    String lock() {
        return "UPDATE " + registry + " SET revision = GREATEST(revision + 1, " + dialect.now()
                + " * 1024) WHERE ns = ?";
    }

    /** Waits until no writer is at work. */
    String settle() {
        return "UPDATE " + registry + " SET revision = revision WHERE ns = ?";
    }

    /** Parameters: session, namespace. */
    String stamp() {
        return "SELECT revision, " + dialect.now() + ", (SELECT COUNT(*) FROM " + session
                + " WHERE session_id = ?) FROM " + registry + " WHERE ns = ?";
    }

    String position() {
        return "SELECT revision, compacted, incarnation FROM " + registry + " WHERE ns = ?";
    }

    // ---- sessions

    /** Parameters: session, namespace, timeout, timeout again. */
    String addSession() {
        return "INSERT INTO " + session + " (session_id, ns, ttl_ms, expires_at, renewals) VALUES (?, ?, ?, "
                + dialect.now() + " + ?, 0)";
    }

    /** Even of a session whose time is over: as long as the row exists, nobody has taken anything from it. */
    String renew() {
        return "UPDATE " + session + " SET expires_at = " + dialect.now()
                + " + ttl_ms, renewals = renewals + 1 WHERE session_id = ?";
    }

    String renewedAt() {
        return "SELECT expires_at - ttl_ms FROM " + session + " WHERE session_id = ?";
    }

    String sessions() {
        return "SELECT session_id, renewals, ttl_ms, CASE WHEN " + over() + " THEN 1 ELSE 0 END FROM " + session
                + " WHERE ns = ?";
    }

    String removeSession() {
        return "DELETE FROM " + session + " WHERE session_id = ?";
    }

    /** Parameters: session, the renewals it has had. */
    String removeSilentSession() {
        return "DELETE FROM " + session + " WHERE session_id = ? AND renewals = ? AND " + over();
    }

    /** An end further away than a whole timeout is from a clock that was ahead, and proves nothing. */
    private String over() {
        return "(expires_at < " + dialect.now() + " OR expires_at > " + dialect.now() + " + ttl_ms)";
    }

    /** Sessions that hold nodes and have no row. Parameter: namespace. */
    String sessionsWithoutRow() {
        return "SELECT DISTINCT n.session_id FROM " + node + " n LEFT JOIN " + session
                + " s ON s.session_id = n.session_id WHERE n.ns = ? AND n.session_id IS NOT NULL AND s.session_id IS NULL";
    }

    String nodesOfSession() {
        return "SELECT path FROM " + node + " WHERE ns = ? AND session_id = ?";
    }

    String removeNodesOfSession() {
        return "DELETE FROM " + node + " WHERE ns = ? AND session_id = ?";
    }

    // ---- nodes

    /**
     * A row for each node that exists if the session does; an empty one if there is none. Parameters: namespace, paths,
     * session; see {@link #inSize}.
     *
     * <p>All is of one moment: a session that has been ended must not see what became of its nodes.
     */
    String read(int paths) {
        return "SELECT n.path, n.data, n.version, n.create_rev, n.mod_time, n.session_id FROM " + session
                + " s LEFT JOIN " + node + " n ON n.ns = ? AND n.path IN (" + "?, ".repeat(paths - 1)
                + "?) WHERE s.session_id = ?";
    }

    /**
     * The node itself, if it exists, and its children; as for {@link #read}, one empty row if there is none, and none if
     * the session does not exist. Parameters: namespace, path, namespace, path, session.
     */
    String children() {
        return "SELECT n.path FROM " + session + " s LEFT JOIN (SELECT path FROM " + node
                + " WHERE ns = ? AND path = ? UNION ALL SELECT path FROM " + node
                + " WHERE ns = ? AND parent = ?) n ON 1 = 1 WHERE s.session_id = ?";
    }

    /** Parameters: namespace and paths; see {@link #inSize}. */
    String nodes(int paths) {
        return "SELECT path, version, create_rev, session_id FROM " + node + " WHERE ns = ? AND path IN ("
                + "?, ".repeat(paths - 1) + "?)";
    }

    /** Parameters: namespace and paths; see {@link #inSize}. */
    String countChildren(int parents) {
        return "SELECT parent, COUNT(*) FROM " + node + " WHERE ns = ? AND parent IN (" + "?, ".repeat(parents - 1)
                + "?) GROUP BY parent";
    }

    /** Parameters: data, version, session, created, modified, namespace, path, parent. */
    String insert() {
        return "INSERT INTO " + node
                + " (data, version, session_id, create_rev, mod_time, ns, path, parent) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    }

    /** Parameters: data, version, session, created, modified, namespace, path. */
    String update() {
        return "UPDATE " + node
                + " SET data = ?, version = ?, session_id = ?, create_rev = ?, mod_time = ? WHERE ns = ? AND path = ?";
    }

    String delete() {
        return "DELETE FROM " + node + " WHERE ns = ? AND path = ?";
    }

    // ---- the log

    /** Parameters: namespace, revision, order, path, operation, time. */
    String addChange() {
        return "INSERT INTO " + change + " (ns, revision, ord, path, op_id, changed_at) VALUES (?, ?, ?, ?, ?, ?)";
    }

    /** Parameters: namespace, the last revision seen, the last to be told. */
    String changes(int max) {
        return "SELECT path, revision FROM " + change
                + " WHERE ns = ? AND revision > ? AND revision <= ? ORDER BY revision, ord" + " LIMIT " + max;
    }

    /** Parameters: namespace, revision, operation. */
    String findOperation() {
        return "SELECT COUNT(*) FROM " + change + " WHERE ns = ? AND revision = ? AND op_id = ?";
    }

    /** The last row of the oldest block, with its distance from now. */
    String oldestBlock(int rows) {
        return "SELECT revision, " + dialect.now() + " - changed_at FROM " + change
                + " WHERE ns = ? ORDER BY revision, ord LIMIT 1 OFFSET " + (rows - 1);
    }

    /** Parameters: revision, namespace. */
    String setCompacted() {
        return "UPDATE " + registry + " SET compacted = ? WHERE ns = ?";
    }

    /** Parameters: namespace, revision. */
    String compact() {
        return "DELETE FROM " + change + " WHERE ns = ? AND revision <= ?";
    }

    /** How many parameters a statement gets for so many values: few different statements, the last value repeated. */
    static int inSize(int values) {
        return Math.min(IN_MAX, Integer.highestOneBit(Math.max(1, 2 * values - 1)));
    }
}
