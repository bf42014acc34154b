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

import io.rota.registry.Peer;
import io.rota.registry.Transaction;
import java.time.Duration;
import org.h2.jdbcx.JdbcDataSource;

/** A process that shares the file of an H2 database, until somebody kills it. */
final class H2Neighbour {

    private H2Neighbour() {}

    /**
     * @param args URL of the database, the path of an ephemeral node to create
     */
    public static void main(String[] args) throws Exception {
        Peer peer = Peer.joined(new JdbcRegistryCenter(configuration(args[0])));
        System.out.println(
                peer.commit(new Transaction().createEphemeral(args[1], "")).status());
        // The end of the input is the end of whoever started this.
        while (System.in.read() >= 0) {
            continue;
        }
        Runtime.getRuntime().halt(1);
    }

    static JdbcConfiguration configuration(String url) {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setURL(url);
        dataSource.setUser("sa");
        JdbcConfiguration configuration = new JdbcConfiguration(dataSource, "neighbours");
        configuration.setInitializeSchema(TableCreation.ALWAYS);
        configuration.setSessionTimeout(Duration.ofSeconds(3));
        configuration.setPollInterval(Duration.ofMillis(100));
        return configuration;
    }
}
