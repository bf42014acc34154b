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

import io.rota.registry.RegistryCenter;
import io.rota.registry.ZooKeeperEnsemble;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The registry of a run, as the one sees it who breaks and mends it. */
interface ChaosRegistry extends AutoCloseable {

    /** What there is to choose from; written as an option in lower case. */
    enum Type {
        ZK,
        ZK3,
        PG,
        MARIADB,
        H2;

        static Type of(String option) {
            return Stream.of(values())
                    .filter(type -> type.option().equals(option))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("--registry is one of " + options()));
        }

        static String options() {
            return Stream.of(values()).map(Type::option).collect(Collectors.joining("|"));
        }

        String option() {
            return name().toLowerCase(Locale.ROOT);
        }

        int servers() {
            return this == ZK3 ? 3 : 1;
        }

        boolean isDatabase() {
            return this == PG || this == MARIADB || this == H2;
        }

        /** What would break it in a way that is documented: nothing ends a writer there that stands still. */
        Set<Fault.Kind> cannotStand() {
            return this == H2 ? Plan.STOP_A_WRITER : Set.of();
        }

        ChaosRegistry start(Path directory) throws Exception {
            return isDatabase()
                    ? new DatabaseSite(this, directory)
                    : new ZookeeperSite(ZooKeeperEnsemble.start(servers(), ChaosRun.TICK_MILLIS, directory));
        }

        /** What a node connects with, by way of relays on this machine. */
        RegistryCenter center(List<String> addresses, int sessionMillis) {
            return isDatabase()
                    ? DatabaseSite.center(this, addresses.get(0), sessionMillis)
                    : ZookeeperSite.center(addresses, sessionMillis);
        }

        /** What the registry committed in a run that is over. */
        RegistryLog log(Path directory) throws IOException {
            return isDatabase()
                    ? DatabaseSite.log(directory)
                    : RegistryLog.read(
                            IntStream.range(0, servers())
                                    .mapToObj(i -> directory.resolve("server" + i))
                                    .toList(),
                            ChaosNode.NAMESPACE);
        }
    }

    /** Host and port of each server. */
    List<String> addresses();

    Operator operator() throws Exception;

    void startAll();

    void killAll();

    void stopAll();

    /** Does what only this kind of registry can suffer; returns when it is over. */
    void harm(Fault fault) throws Exception;

    /** Ends what {@link #harm} left behind. */
    void mend(Fault fault) throws Exception;

    /** To be called before the servers end for good. */
    void writeLog() throws Exception;

    @Override
    void close() throws Exception;
}
