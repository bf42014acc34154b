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

import io.rota.databases.DatabaseServer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The command: writers and a watcher on a database, and whether the watcher heard of every commit. Ends with 0 if it did, with
 * 1 if not, with 2 if it was called in a wrong way.
 */
final class WatchLoad {

    private static final String USAGE = "usage: bin/watch-load [--registry pg|mariadb] [--writers N] [--commits N]";

    private DatabaseServer server;
    private String registry = "pg";
    private int writers = 8;
    private int commits = 100_000;

    private WatchLoad() {}

    public static void main(String[] args) {
        System.exit(new WatchLoad().run(new ArrayDeque<>(Arrays.asList(args))));
    }

    private int run(Deque<String> args) {
        try {
            while (!args.isEmpty()) {
                option(args.remove(), args);
            }
            if (!DatabaseServer.isToBeHad()) {
                throw new IllegalArgumentException("there is no database server for this platform");
            }
            server = server();
        } catch (RuntimeException e) {
            System.err.println(e + "\n" + USAGE);
            return 2;
        }
        WatchLoadRun.Outcome outcome = WatchLoadRun.carryOut(
                server.dataSource(server.port(), server.newDatabase("load")), writers, commits / writers);
        tell(
                "%s, %d writers: %d commits in %.1f s, %d each second",
                registry, writers, outcome.commits(), outcome.time().toMillis() / 1e3, outcome.commitsPerSecond());
        tell(
                "the watcher missed %d, heard %d twice, was told %d times that anything may have changed",
                outcome.unheard(), outcome.twice(), outcome.resyncs());
        tell(
                "the last event came %d ms after the last commit",
                outcome.lastEvent().toMillis());
        return outcome.unheard() == 0 ? 0 : 1;
    }

    private void option(String name, Deque<String> args) {
        switch (name) {
            case "--registry" -> registry = args.remove();
            case "--writers" -> writers = Integer.parseInt(args.remove());
            case "--commits" -> commits = Integer.parseInt(args.remove());
            default -> throw new IllegalArgumentException("unknown option " + name);
        }
    }

    private DatabaseServer server() {
        return switch (registry) {
            case "pg" -> DatabaseServer.postgres();
            case "mariadb" -> DatabaseServer.mariadb();
            default -> throw new IllegalArgumentException("unknown registry " + registry);
        };
    }

    private static void tell(String format, Object... arguments) {
        System.out.printf("watch-load: " + format + "%n", arguments);
    }
}
