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
package io.rota.benchmark;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The database servers of a benchmark; each is started when it is first asked for. */
final class Databases implements AutoCloseable {

    private static final Duration ANSWER = Duration.ofMinutes(3);

    private final Site site;
    private final Map<Contestant.Registry, Jvm> servers = new EnumMap<>(Contestant.Registry.class);

    Databases(Site site) {
        this.site = site;
    }

    /** Whether there are any on this machine. */
    boolean areToBeHad() {
        return !site.databaseClassPath().isEmpty()
                && System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
    }

    /** The JDBC URL of a database that is empty, with the user in it. */
    String newDatabase(Contestant.Registry kind) throws IOException, InterruptedException {
        String name = kind.name().toLowerCase(Locale.ROOT);
        Jvm server = servers.get(kind);
        if (server == null) {
            server = Jvm.start(
                    name,
                    site.databaseClassPath(),
                    site.work().resolve(name + ".log"),
                    List.of("io.rota.databases.DatabaseCommand", name));
            servers.put(kind, server);
        }
        return server.ask("new", ANSWER).getOrDefault("url", "");
    }

    @Override
    public void close() {
        servers.values().forEach(Jvm::finish);
    }
}
