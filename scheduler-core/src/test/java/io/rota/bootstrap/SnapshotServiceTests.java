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
package io.rota.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rota.api.JobConfiguration;
import io.rota.api.SimpleJob;
import io.rota.registry.memory.MemoryRegistryCenter;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotServiceTests {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final MemoryRegistryCenter center = new MemoryRegistryCenter();

    @AfterEach
    void close() {
        center.close();
    }

    @Test
    void runningJob_isToldByItsOwnOperations_withoutItsSecretsAndAddress() {
        SimpleJob job = context -> {};
        JobConfiguration definition = JobConfiguration.newBuilder("settle", 2)
                .cron("0 0 3 * * ?")
                .setProperty("api.secret", "c4n4ry")
                .setProperty("note", "password=c4n4ry")
                .build();
        new ScheduleJobBootstrap(center, job, definition).schedule();
        SnapshotService snapshots = new SnapshotService(center, 0);
        snapshots.listen();
        snapshots.listen();

        String host = LOOPBACK.getHostAddress();
        int port = snapshots.port();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(
                                SchedulerRuntime.of(center).operations().jobs().dump("settle", host, port))
                        .contains("/settle/servers/ip1 | ENABLED", "/settle/sharding/1/instance | ip1@-@")
                        .contains("cron: 0 0 3 * * ?")
                        .doesNotContain("c4n4ry")
                        .doesNotContainPattern("\\d+\\.\\d+\\.\\d+\\.\\d+"));
    }

    @Test
    void onlyLoopback_isListenedOn_unlessAnAddressIsNamed() throws IOException {
        SnapshotService snapshots = new SnapshotService(center, 0);
        snapshots.listen();
        Optional<InetAddress> outside = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .findFirst();
        Assumptions.assumeTrue(outside.isPresent());

        assertThatThrownBy(() -> connect(outside.get(), snapshots.port())).isInstanceOf(ConnectException.class);

        SnapshotService open = new SnapshotService(center, outside.get(), 0);
        open.listen();
        connect(outside.get(), open.port());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536})
    void impossiblePort_isRefused(int port) {
        assertThatThrownBy(() -> new SnapshotService(center, port))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(port + " is no port", "1 to 65535");
    }

    @Test
    void portInUse_isRefusedWithPortAndRemedy_andServesOnceItIsFree() throws IOException {
        ServerSocket other = new ServerSocket(0, 1, LOOPBACK);
        int port = other.getLocalPort();
        SnapshotService snapshots = new SnapshotService(center, port);

        assertThatThrownBy(snapshots::listen)
                .isInstanceOf(DumpPortException.class)
                .hasMessageContaining(":" + port)
                .hasMessageContaining("choose another one, or 0 for any that is free")
                .hasMessageContaining("Jobs are not affected");
        assertThatThrownBy(snapshots::port).isInstanceOf(IllegalStateException.class);

        other.close();
        snapshots.listen();
        assertThat(snapshots.port()).isEqualTo(port);
    }

    @Test
    void close_freesThePort_andItMayListenAgain() throws IOException {
        SnapshotService snapshots = new SnapshotService(center, 0);
        snapshots.listen();
        int port = snapshots.port();
        snapshots.close();
        snapshots.close();
        assertThatThrownBy(() -> connect(LOOPBACK, port)).isInstanceOf(ConnectException.class);

        snapshots.listen();
        connect(LOOPBACK, snapshots.port());
    }

    @Test
    void closedRegistryCenter_closesThePort() {
        SnapshotService snapshots = new SnapshotService(center, 0);
        snapshots.listen();
        int port = snapshots.port();
        center.close();
        assertThatThrownBy(() -> connect(LOOPBACK, port)).isInstanceOf(ConnectException.class);
        assertThatThrownBy(snapshots::listen).isInstanceOf(IllegalStateException.class);
    }

    private static void connect(InetAddress address, int port) throws IOException {
        try (Socket client = new Socket()) {
            client.connect(new InetSocketAddress(address, port), 20_000);
        }
    }
}
