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
package io.rota.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rota.operation.OperationException.Reason;
import io.rota.registry.Peer;
import io.rota.registry.RegistryCenter;
import io.rota.registry.Transaction;
import io.rota.registry.jdbc.JdbcConfiguration;
import io.rota.registry.jdbc.JdbcRegistryCenter;
import io.rota.registry.memory.MemoryRegistryCenter;
import java.util.List;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tree goes from one registry center to one of another kind, by way of a text. */
class TreeCopyTests {

    private final MemoryRegistryCenter memory = new MemoryRegistryCenter();
    private final RegistryCenter database = databaseCenter();

    @AfterEach
    void close() {
        memory.close();
        database.close();
    }

    private static RegistryCenter databaseCenter() {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return new JdbcRegistryCenter(new JdbcConfiguration(dataSource, "copy"));
    }

    private static List<TreeText.Entry> entries(String text) {
        return TreeText.read(text);
    }

    @Test
    void everythingThatLasts_arrives_andNothingElse() {
        Peer peer = Peer.joined(memory);
        peer.commit(new Transaction()
                .create("/report", "class")
                .create("/report/config", "cron: 0 0 9 * * ?\nfailover: true\n")
                .create("/report/sharding", "")
                .create("/report/sharding/0", "")
                .create("/report/sharding/0/execution", "fire=17\ntoken=4711")
                .create("/report-2", "\n| grün\r\n# 漢字\n")
                .create("/report/instances", "")
                .createEphemeral("/report/instances/me", "here"));
        String text = JobOperations.connect(memory).tree().exportTree();
        assertThat(entries(text))
                .extracting(TreeText.Entry::path)
                .containsExactly(
                        "/report",
                        "/report/config",
                        "/report/instances",
                        "/report/sharding",
                        "/report/sharding/0",
                        "/report/sharding/0/execution",
                        "/report-2");

        JobOperations target = JobOperations.connect(database);
        assertThat(target.tree().importTree(text)).isEqualTo(7);

        assertThat(entries(target.tree().exportTree())).isEqualTo(entries(text));
        assertThat(entries(text))
                .contains(new TreeText.Entry("/report/config", "cron: 0 0 9 * * ?\nfailover: true\n"))
                .contains(new TreeText.Entry("/report-2", "\n| grün\r\n# 漢字\n"))
                .contains(new TreeText.Entry("/report/sharding", ""));
        target.close();
    }

    @Test
    void manyNodes_arrive() {
        Peer peer = Peer.joined(memory);
        Transaction all = new Transaction().create("/job", "");
        for (int i = 0; i < 1_500; i++) {
            all.create("/job/" + i, "text " + i);
        }
        peer.commit(all);
        String text = JobOperations.connect(memory).tree().exportTree();
        JobOperations target = JobOperations.connect(database);
        assertThat(target.tree().importTree(text)).isEqualTo(1_501);
        assertThat(entries(target.tree().exportTree())).isEqualTo(entries(text));
        target.close();
    }

    @Test
    void jobThatExistsAlready_nothingIsChanged() {
        Peer peer = Peer.joined(memory);
        peer.commit(new Transaction().create("/new", "").create("/report", ""));
        JobOperations source = JobOperations.connect(memory);
        String text = source.tree().exportTree();
        peer.commit(new Transaction().delete("/new", 0));
        assertThatThrownBy(() -> source.tree().importTree(text))
                .isInstanceOf(OperationException.class)
                .hasMessageContaining("report already")
                .hasMessageContaining("Nothing was changed")
                .extracting(e -> ((OperationException) e).reason())
                .isEqualTo(Reason.REFUSED);
        assertThat(peer.children("/").names()).containsExactly("report");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "/report!line 1",
                "# Rota registry tree, version 2!line 1",
                "# Rota registry tree, version 1~report!line 2",
                "# Rota registry tree, version 1~/report/!line 2",
                "# Rota registry tree, version 1~| text!line 2",
                "# Rota registry tree, version 1~/a~~| text!line 4",
            })
    void damagedText_isRefusedWithTheLine(String text, String line) {
        assertThatThrownBy(() -> TreeText.read(text.replace('~', '\n')))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(line)
                .hasMessageContaining("Nothing was changed");
    }
}
