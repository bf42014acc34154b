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
package io.rota.chaos;

import io.rota.chaos.RegistryLog.Change;
import io.rota.databases.DatabaseServer;
import io.rota.registry.RegistryCenter;
import io.rota.registry.jdbc.JdbcConfiguration;
import io.rota.registry.jdbc.JdbcRegistryCenter;
import io.rota.registry.jdbc.TableCreation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * A database. Triggers write down every change of a node, in the transaction that makes it: what was rolled back is not
 * there.
 */
final class DatabaseSite implements ChaosRegistry {

    private static final String FILE = "changes.txt";
    private static final Duration POLL = Duration.ofMillis(250);

    private static final String POSTGRES_TRIGGER = """
            CREATE FUNCTION written() RETURNS trigger AS $$ BEGIN
              IF TG_OP = 'DELETE' THEN
                INSERT INTO written (revision, millis, kind, path, data, version)
                  SELECT revision, FLOOR(EXTRACT(EPOCH FROM clock_timestamp()) * 1000), 'DELETED', OLD.path, '', 0
                  FROM rota_registry WHERE ns = OLD.ns;
              ELSE
                INSERT INTO written (revision, millis, kind, path, data, version)
                  SELECT revision, NEW.mod_time, CASE WHEN NEW.version = 0 THEN 'CREATED' ELSE 'SET' END,
                    NEW.path, NEW.data, NEW.version FROM rota_registry WHERE ns = NEW.ns;
              END IF;
              RETURN NULL;
            END $$ LANGUAGE plpgsql""";

    private static final String MARIADB_TRIGGER = """
            CREATE TRIGGER written_%1$s AFTER %1$s ON rota_node FOR EACH ROW
              INSERT INTO written (revision, millis, kind, path, data, version)
                SELECT revision, NEW.mod_time, IF(NEW.version = 0, 'CREATED', 'SET'), NEW.path, NEW.data, NEW.version
                FROM rota_registry WHERE ns = NEW.ns""";

    private static final String MARIADB_DELETE_TRIGGER = """
            CREATE TRIGGER written_delete AFTER DELETE ON rota_node FOR EACH ROW
              INSERT INTO written (revision, millis, kind, path, data, version)
                SELECT revision, FLOOR(UNIX_TIMESTAMP(NOW(3)) * 1000), 'DELETED', OLD.path, '', 0
                FROM rota_registry WHERE ns = OLD.ns""";

    private final Type type;
    private final Path directory;
    private final DatabaseServer server;
    private final DataSource database;
    private Connection stopped;

    DatabaseSite(Type type, Path directory) throws Exception {
        this.type = type;
        this.directory = directory;
        server = switch (type) {
            case PG -> DatabaseServer.postgres();
            case H2 -> DatabaseServer.h2();
            default -> DatabaseServer.mariadb();
        };
        String name = server.newDatabase("chaos");
        database = server.dataSource(server.port(), name);
        // A first session makes the tables.
        operator().close();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            if (type == Type.PG) {
                statement.execute("CREATE TABLE written (number BIGSERIAL PRIMARY KEY, revision BIGINT, millis BIGINT,"
                        + " kind VARCHAR(8), path VARCHAR(512), data BYTEA, version INT)");
                statement.execute(POSTGRES_TRIGGER);
                statement.execute("CREATE TRIGGER written AFTER INSERT OR UPDATE OR DELETE ON rota_node"
                        + " FOR EACH ROW EXECUTE FUNCTION written()");
            } else if (type == Type.H2) {
                statement.execute("CREATE TABLE written (number BIGINT AUTO_INCREMENT PRIMARY KEY, revision BIGINT,"
                        + " millis BIGINT, kind VARCHAR(8), path VARCHAR(512), data VARBINARY(1048576), version INT)");
                statement.execute("CREATE TRIGGER written AFTER INSERT, UPDATE, DELETE ON rota_node FOR EACH ROW CALL '"
                        + H2Written.class.getName() + "'");
            } else {
                statement.execute("CREATE TABLE written (number BIGINT AUTO_INCREMENT PRIMARY KEY, revision BIGINT,"
                        + " millis BIGINT, kind VARCHAR(8), path VARCHAR(512) CHARACTER SET utf8mb4, data MEDIUMBLOB,"
                        + " version INT) ENGINE=InnoDB");
                statement.execute(MARIADB_TRIGGER.formatted("INSERT"));
                statement.execute(MARIADB_TRIGGER.formatted("UPDATE"));
                statement.execute(MARIADB_DELETE_TRIGGER);
            }
        }
    }

    /** For a node, which must not start a server of its own. */
    static RegistryCenter center(Type type, String address, int sessionMillis) {
        String url =
                switch (type) {
                    case PG -> "jdbc:postgresql://%s/chaos1?user=postgres&connectTimeout=2&loginTimeout=3";
                    case H2 -> "jdbc:h2:tcp://%s/./chaos1;USER=sa;NETWORK_TIMEOUT=8000";
                    default -> "jdbc:mariadb://%s/chaos1?user=root&connectTimeout=2000";
                };
        return center(new DriverSource(url.formatted(address)), sessionMillis);
    }

    private static RegistryCenter center(DataSource dataSource, int sessionMillis) {
        JdbcConfiguration configuration = new JdbcConfiguration(dataSource, ChaosNode.NAMESPACE);
        configuration.setInitializeSchema(TableCreation.ALWAYS);
        configuration.setSessionTimeout(Duration.ofMillis(sessionMillis));
        configuration.setPollInterval(POLL);
        return new JdbcRegistryCenter(configuration);
    }

    /** What {@link #writeLog} wrote down. */
    static RegistryLog log(Path directory) throws IOException {
        List<Change> changes = new ArrayList<>();
        for (String line : Files.readAllLines(directory.resolve(FILE))) {
            String[] parts = line.split(" ", -1);
            changes.add(new Change(
                    Long.parseLong(parts[0]),
                    Long.parseLong(parts[1]),
                    RegistryLog.Kind.valueOf(parts[2]),
                    parts[3].substring(1),
                    new String(HexFormat.of().parseHex(parts[5]), StandardCharsets.UTF_8),
                    Integer.parseInt(parts[4])));
        }
        return new RegistryLog(List.copyOf(changes));
    }

    @Override
    public List<String> addresses() {
        return List.of("127.0.0.1:" + server.port());
    }

    @Override
    public Operator operator() {
        return new DatabaseOperator(center(database, 8_000));
    }

    @Override
    public void startAll() {
        if (!server.isRunning()) {
            server.restart();
        }
    }

    @Override
    public void killAll() {
        server.kill();
    }

    @Override
    public void stopAll() {
        server.stop();
    }

    @Override
    public void harm(Fault fault) throws SQLException {
        switch (fault.kind()) {
            case CONNECTIONS_END -> endConnections();
            case LOCK_HELD -> {
                stopped = database.getConnection();
                stopped.setAutoCommit(false);
                try (Statement statement = stopped.createStatement()) {
                    statement.execute(
                            type == Type.PG
                                    ? "SET idle_in_transaction_session_timeout = '2s'"
                                    : "SET SESSION idle_write_transaction_timeout = 2");
                    statement.executeUpdate("UPDATE rota_registry SET revision = revision + 1 WHERE ns = '"
                            + ChaosNode.NAMESPACE + "'");
                }
            }
            default -> throw new IllegalArgumentException(fault.toString());
        }
    }

    @Override
    public void mend(Fault fault) {
        if (stopped != null) {
            try {
                stopped.close();
            } catch (SQLException e) {
                // The server was quicker.
            }
            stopped = null;
        }
    }

    private void endConnections() throws SQLException {
        if (type == Type.H2) {
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("SELECT ABORT_SESSION(session_id) FROM information_schema.sessions"
                        + " WHERE session_id <> SESSION_ID()");
            }
            return;
        }
        String ends = type == Type.PG
                ? "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                        + " AND pid <> pg_backend_pid()"
                : "SELECT CONCAT('KILL ', id) FROM information_schema.processlist WHERE db = DATABASE()"
                        + " AND id <> CONNECTION_ID()";
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            List<String> commands = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(ends)) {
                while (rows.next()) {
                    commands.add(rows.getString(1));
                }
            }
            for (String command : commands) {
                if (command.startsWith("KILL")) {
                    kill(statement, command);
                }
            }
        }
    }

    private static void kill(Statement statement, String command) {
        try {
            statement.execute(command);
        } catch (SQLException e) {
            // It has gone by itself.
            return;
        }
    }

    /** Writes down what the triggers saw. */
    @Override
    public void writeLog() throws SQLException, IOException {
        List<String> lines = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT revision, millis, kind, path, version, data FROM written ORDER BY revision, number")) {
            while (rows.next()) {
                lines.add(List.of(
                                rows.getString(1),
                                rows.getString(2),
                                rows.getString(3),
                                rows.getString(4),
                                rows.getString(5),
                                HexFormat.of().formatHex(rows.getBytes(6)))
                        .stream()
                        .collect(Collectors.joining(" ")));
            }
        }
        Files.write(directory.resolve(FILE), lines);
    }

    @Override
    public void close() {
        // The server is also that of others in this JVM, with which it ends.
        if (!server.isRunning()) {
            server.restart();
        }
    }
}
