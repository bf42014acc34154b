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

import static org.assertj.core.api.Assertions.assertThat;

import io.rota.registry.ChildrenResult;
import io.rota.registry.Peer;
import io.rota.registry.ReadResult;
import io.rota.registry.RegistrySession;
import io.rota.registry.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

/** A session that others have ended, before its process hears of it. */
class EndedSessionTests {

    private final JdbcDataSource dataSource = new JdbcDataSource();

    EndedSessionTests() {
        dataSource.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    }

    /** Goal: nobody finds the own registration gone, and takes the end of the session for the deed of an operator. */
    @Test
    void endedSession_seesNothing_notEvenThatItsNodesAreGone() throws SQLException {
        Peer peer = Peer.joined(new JdbcRegistryCenter(new JdbcConfiguration(dataSource, "ended")));
        peer.commit(new Transaction().create("/instances", "").createEphemeral("/instances/me", ""));
        RegistrySession session = peer.session();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM rota_session");
            statement.executeUpdate("DELETE FROM rota_node WHERE session_id IS NOT NULL");
        }
        assertThat(peer.<ReadResult>ask(answer -> session.read("/instances/me", answer))
                        .join()
                        .status())
                .isEqualTo(ReadResult.Status.UNAVAILABLE);
        assertThat(peer.<ChildrenResult>ask(answer -> session.children("/instances", answer))
                        .join()
                        .status())
                .isEqualTo(ReadResult.Status.UNAVAILABLE);
        peer.awaitNews("opened", "lost", "opened");
        assertThat(peer.read("/instances/me").status()).isEqualTo(ReadResult.Status.ABSENT);
        peer.close();
        assertThat(peer.breaches()).isEmpty();
    }
}
