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
package io.rota.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.rota.registry.CommitResult.Reason;
import io.rota.registry.CommitResult.Status;
import io.rota.registry.zookeeper.ZookeeperConfiguration;
import io.rota.registry.zookeeper.ZookeeperRegistryCenter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the ZooKeeper registry does when servers and networks fail, and what it leaves in ZooKeeper. */
@Timeout(60)
class ZookeeperFaultsIT {

    private static final int TICK_MILLIS = 500;
    private static final int SESSION_MILLIS = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    private static ZooKeeperProcess server;

    private final String namespace = "faults/test-" + NAMESPACES.incrementAndGet();
    private final FaultProxy proxy = new FaultProxy(server.port());
    private final List<Peer> peers = new ArrayList<>();

    @BeforeAll
    static void startServer() {
        server = ZooKeeperProcess.start(TICK_MILLIS);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @AfterEach
    void everyAnswerCameOnceAndOnTheExecutor() {
        proxy.pass();
        peers.forEach(Peer::drain);
        List<String> breaches =
                peers.stream().flatMap(peer -> peer.breaches().stream()).toList();
        peers.forEach(Peer::close);
        proxy.close();
        assertThat(breaches).isEmpty();
    }

    // ---- servers

    /**
     * Goal: a server that dies and comes back within the session timeout costs nothing but time. Method: a stream of
     * writes runs into the kill; what was answered as committed must be there afterwards, and a read tells the rest.
     */
    @Test
    void serverKilledAndRestarted_theSessionSurvives_andUnknownOutcomesCanBeRead() {
        Peer peer = join(server.address(), 8_000);
        peer.commit(new Transaction().create("/n", "0").createEphemeral("/me", ""));
        Peer.Watched watched = peer.watch("/n");
        watched.awaitCall("resync");
        String session = peer.session().id();
        List<CompletableFuture<CommitResult>> commits = new ArrayList<>();
        for (int i = 1; i <= 500; i++) {
            commits.add(peer.commitLater(new Transaction().set("/n", String.valueOf(i), i - 1)));
        }
        commits.get(20).join();
        server.kill();
        peer.awaitNews("opened", "suspended");
        server.start();
        peer.awaitNews("opened", "suspended", "resumed");

        assertThat(peer.session().id()).isEqualTo(session);
        assertThat(peer.read("/me").status()).isEqualTo(ReadResult.Status.FOUND);
        await().atMost(PATIENCE)
                .until(() -> watched.calls().stream().filter("resync"::equals).count() == 2);
        int applied = peer.read("/n").node().version();
        assertThat(peer.text("/n")).isEqualTo(String.valueOf(applied));
        for (int i = 1; i <= commits.size(); i++) {
            CommitResult result = commits.get(i - 1).join();
            if (i <= applied) {
                assertThat(result.status()).isIn(Status.COMMITTED, Status.UNKNOWN);
            } else {
                // A conflict: the write before it was not applied, and this one was sent after the restart.
                assertThat(result.status()).isIn(Status.UNKNOWN, Status.CONFLICT);
            }
        }
        peer.commit(new Transaction().set("/n", "after", applied));
        watched.awaitCall("/n");
    }

    @Test
    void serverExpiresTheSession_itIsLost_andANewOneOpensByItself() {
        Peer peer = join(server.address(), 10_000);
        Peer other = join(server.address(), 10_000);
        peer.commit(new Transaction().createEphemeral("/me", ""));
        RegistrySession old = peer.session();
        Peer.Watched watched = peer.watch("/");
        watched.awaitCall("resync");

        server.expireOwnerOf("/" + namespace + "/me");

        peer.awaitNews("opened", "suspended", "lost", "opened");
        assertThat(peer.session().id()).isNotEqualTo(old.id());
        assertThat(peer.read("/me").status()).isEqualTo(ReadResult.Status.ABSENT);
        assertThat(peer.<ReadResult>ask(answer -> old.read("/me", answer))
                        .join()
                        .status())
                .isEqualTo(ReadResult.Status.UNAVAILABLE);
        CommitResult late = peer.<CommitResult>ask(
                        answer -> old.commit(new Transaction().createEphemeral("/me", ""), answer))
                .join();
        assertThat(late.status()).isEqualTo(Status.SESSION_LOST);
        assertThat(peer.<HeartbeatResult>ask(old::heartbeat).join().alive()).isFalse();
        peer.drain();
        int told = watched.calls().size();
        assertThat(peer.commit(new Transaction().createEphemeral("/me", "")).status())
                .isEqualTo(Status.COMMITTED);
        assertThat(peer.heartbeat().alive()).isTrue();
        assertThat(watched.calls()).hasSize(told);
        assertThat(other.news()).containsExactly("opened");
    }

    @Test
    void serverExpiresTheSessionAgainAndAgain_eachTimeANewOneOpens() {
        Peer peer = join(server.address(), 10_000);
        List<String> expected = new ArrayList<>(List.of("opened"));
        List<String> ids = new ArrayList<>(List.of(peer.session().id()));
        for (int i = 0; i < 2; i++) {
            peer.commit(new Transaction().createEphemeral("/me" + i, ""));
            server.expireOwnerOf("/" + namespace + "/me" + i);
            expected.addAll(List.of("suspended", "lost", "opened"));
            peer.awaitNews(expected.toArray(String[]::new));
            ids.add(peer.session().id());
        }
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void noServerAtTheStart_nothingBlocks_oneWarning_andTheSessionOpensWhenItAppears() {
        try (ZooKeeperProcess late = ZooKeeperProcess.prepared(TICK_MILLIS);
                LogRecorder log = new LogRecorder(ZookeeperRegistryCenter.class)) {
            ZookeeperConfiguration configuration = configuration(late.address(), SESSION_MILLIS);
            configuration.setConnectionTimeoutMilliseconds(500);
            long begun = System.nanoTime();
            ZookeeperRegistryCenter center = new ZookeeperRegistryCenter(configuration);
            center.init();
            Peer peer = new Peer(center);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));

            await().atMost(PATIENCE).until(() -> !log.messages(Level.WARN).isEmpty());
            assertThat(peer.news()).isEmpty();
            late.start();
            peer.awaitNews("opened");
            assertThat(log.messages(Level.WARN)).hasSize(1);
            assertThat(log.messages(Level.WARN).get(0))
                    .contains(late.address(), namespace, "No run starts", "Check that");
            assertThat(log.messages(Level.INFO)).anyMatch(message -> message.contains("answers again"));
            peer.close();
        }
    }

    @Test
    void requestedTimeoutOutOfRange_theAgreedOneIsUsedAndLogged() {
        try (LogRecorder log = new LogRecorder(ZookeeperRegistryCenter.class)) {
            Peer peer = join(server.address(), 60_000);
            assertThat(peer.session().timeout()).isEqualTo(Duration.ofMillis(20 * TICK_MILLIS));
            assertThat(log.messages(Level.INFO)).anyMatch(message -> message.contains("10000 ms, not for 60000 ms"));
        }
    }

    // ---- networks

    @Test
    void connectionCut_theSameSessionResumes_andTheWatchSaysWhatMayHaveBeenMissed() {
        Peer peer = join(proxy.address(), 10_000);
        Peer other = join(server.address(), 10_000);
        peer.commit(new Transaction().create("/n", "").createEphemeral("/me", ""));
        long born = other.read("/me").node().createdRevision();
        Peer.Watched watched = peer.watch("/n");
        watched.awaitCall("resync");
        RegistrySession session = peer.session();
        watched.calls().clear();

        proxy.refuse();
        peer.awaitNews("opened", "suspended");
        other.commit(new Transaction().set("/n", "missed", 0));
        var commit = peer.commitLater(new Transaction().delete("/me", 0));
        var children = peer.<ChildrenResult>ask(answer -> session.children("/n", answer));
        var read = peer.<ReadResult>ask(answer -> session.read("/n", answer));
        assertThat(peer.heartbeat().alive()).isFalse();
        assertThat(commit.join().status()).isEqualTo(Status.UNKNOWN);
        assertThat(children.join().status()).isEqualTo(ReadResult.Status.UNAVAILABLE);
        assertThat(read.join().status()).isEqualTo(ReadResult.Status.UNAVAILABLE);
        proxy.pass();

        peer.awaitNews("opened", "suspended", "resumed");
        watched.awaitCall("resync");
        assertThat(peer.text("/n")).isEqualTo("missed");
        assertThat(peer.session()).isSameAs(session);
        assertThat(other.read("/me").node().createdRevision()).isEqualTo(born);
        watched.calls().clear();
        other.commit(new Transaction().set("/n", "again", 1));
        watched.awaitCall("/n");
        assertThat(other.news()).containsExactly("opened");
    }

    @Test
    void connectionCutBeforeAWatchIsSet_itIsSetAfterwards() {
        Peer peer = join(proxy.address(), 10_000);
        proxy.refuse();
        peer.awaitNews("opened", "suspended");
        Peer.Watched watched = peer.watch("/n");
        proxy.pass();
        watched.awaitCall("resync");
        peer.commit(new Transaction().create("/n", ""));
        watched.awaitCall("/n");
    }

    @Test
    void networkAwayLongerThanTheTimeout_theSessionIsLost_andANewOneOpensAfterwards() {
        Peer peer = join(proxy.address(), SESSION_MILLIS);
        Peer other = join(server.address(), 10_000);
        peer.commit(new Transaction().createEphemeral("/me", ""));
        String lost = peer.session().id();
        proxy.refuse();
        peer.awaitNews("opened", "suspended", "lost");
        await().atMost(PATIENCE).until(() -> other.read("/me").status() == ReadResult.Status.ABSENT);
        proxy.pass();
        peer.awaitNews("opened", "suspended", "lost", "opened");
        assertThat(peer.session().id()).isNotEqualTo(lost);
        assertThat(peer.heartbeat().alive()).isTrue();
    }

    enum HalfOpen {
        BOTH_WAYS(FaultProxy::blackhole),
        ANSWERS_SWALLOWED(FaultProxy::swallowAnswers),
        REQUESTS_SWALLOWED(FaultProxy::swallowRequests);

        private final Consumer<FaultProxy> fault;

        HalfOpen(Consumer<FaultProxy> fault) {
            this.fault = fault;
        }
    }

    @ParameterizedTest
    @EnumSource
    void halfOpenConnection_isNoticed_andEveryRequestIsAnswered(HalfOpen halfOpen) {
        Peer peer = join(proxy.address(), SESSION_MILLIS);
        peer.commit(new Transaction().create("/n", "0"));
        halfOpen.fault.accept(proxy);
        List<CompletableFuture<CommitResult>> commits = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            commits.add(peer.commitLater(new Transaction().set("/n", "x" + i, Transaction.ANY_VERSION)));
        }
        CompletableFuture<ReadResult> read = peer.ask(answer -> peer.session().read("/n", answer));
        await().atMost(Duration.ofMillis(2 * SESSION_MILLIS))
                .until(() -> peer.news().contains("suspended"));
        assertThat(commits)
                .allSatisfy(commit -> assertThat(commit.join().status()).isIn(Status.UNKNOWN, Status.SESSION_LOST));
        assertThat(read.join().status()).isEqualTo(ReadResult.Status.UNAVAILABLE);
        proxy.pass();
        await().atMost(PATIENCE).until(() -> peer.heartbeat().alive());
        // How many were applied can be read.
        int applied = peer.read("/n").node().version();
        assertThat(peer.text("/n")).isEqualTo(applied == 0 ? "0" : "x" + (applied - 1));
    }

    @Test
    void slowLink_everythingWorksAndNothingIsSuspended() {
        proxy.drip(48, 3);
        Peer peer = join(proxy.address(), 10_000);
        peer.commit(new Transaction().create("/n", "x".repeat(2_000)));
        assertThat(peer.text("/n")).hasSize(2_000);
        proxy.delay(150);
        for (int i = 0; i < 3; i++) {
            assertThat(peer.commit(new Transaction().set("/n", "y", i)).status())
                    .isEqualTo(Status.COMMITTED);
        }
        assertThat(peer.news()).containsExactly("opened");
    }

    @Test
    void followingAdvertisedAddresses_worksToo() {
        ZookeeperConfiguration configuration = configuration(proxy.address(), 10_000);
        configuration.setEnsembleTracker(true);
        Peer peer = join(configuration);
        proxy.cut();
        peer.awaitNews("opened", "suspended", "resumed");
        assertThat(peer.heartbeat().alive()).isTrue();
    }

    // ---- what is left in ZooKeeper

    @Test
    void digest_everyNodeBelongsToItsCreatorAlone() throws Exception {
        // A top node of its own: nobody else may use what it makes.
        String top = "secret-" + NAMESPACES.incrementAndGet();
        ZookeeperConfiguration secret = configuration(server.address(), 10_000, top + "/a");
        secret.setDigest("bob:bricks");
        Peer peer = join(secret);
        peer.commit(new Transaction().create("/job", "x").create("/job/i", "").createEphemeral("/job/i/me", ""));
        assertThat(peer.heartbeat().alive()).isTrue();
        assertThat(peer.center().describe() + secret).doesNotContain("bricks");

        try (RawZookeeper bob = new RawZookeeper(server.address()).login("bob:bricks");
                RawZookeeper stranger = new RawZookeeper(server.address())) {
            List<String> paths = new ArrayList<>(bob.tree("/" + top));
            paths.addAll(bob.tree("/_rota:" + top + ":a"));
            assertThat(paths)
                    .contains("/" + top, "/" + top + "/a", "/" + top + "/a/job/i/me")
                    .hasSize(7);
            for (String path : paths) {
                List<ACL> acl = bob.acl(path);
                assertThat(acl).as(path).hasSize(1);
                assertThat(acl.get(0).getId().getScheme()).as(path).isEqualTo("digest");
                assertThat(acl.get(0).getId().getId()).as(path).startsWith("bob:");
                assertThat(acl.get(0).getPerms()).as(path).isEqualTo(ZooDefs.Perms.ALL);
                assertThatThrownBy(() -> stranger.data(path))
                        .as(path)
                        .isInstanceOf(KeeperException.NoAuthException.class);
            }
        }
    }

    @Test
    void digest_itIsUsedAgainAfterAReconnectAndByTheNextSession() {
        ZookeeperConfiguration configuration = configuration(proxy.address(), SESSION_MILLIS, "secret/app");
        configuration.setDigest("bob:bricks");
        Peer peer = join(configuration);
        peer.commit(new Transaction().create("/n", "secret"));
        proxy.cut();
        peer.awaitNews("opened", "suspended", "resumed");
        assertThat(peer.text("/n")).isEqualTo("secret");
        proxy.refuse();
        peer.awaitNews("opened", "suspended", "resumed", "suspended", "lost");
        proxy.pass();
        peer.awaitNews("opened", "suspended", "resumed", "suspended", "lost", "opened");
        assertThat(peer.text("/n")).isEqualTo("secret");
    }

    @Test
    void foreignPermissions_areNeverReadAsAbsent() throws Exception {
        Peer peer = join(server.address(), 10_000);
        try (RawZookeeper alice = new RawZookeeper(server.address()).login("alice:a")) {
            alice.create("/" + namespace + "/hers", ZooDefs.Ids.CREATOR_ALL_ACL);
        }
        ReadResult read = peer.read("/hers");
        assertThat(read.status()).isEqualTo(ReadResult.Status.UNAVAILABLE);
        assertThat(read.trouble()).contains("NOAUTH");
        assertThat(peer.children("/hers").status()).isEqualTo(ReadResult.Status.UNAVAILABLE);
        CommitResult result = peer.commit(new Transaction().create("/x", "").set("/hers", "", 0));
        assertThat(result.status()).isEqualTo(Status.CONFLICT);
        assertThat(result.failedOp()).isEqualTo(1);
        assertThat(result.reason()).isEqualTo(Reason.REFUSED);
    }

    @Test
    void missingPermission_noSessionOpens_andTheWarningSaysWhy() throws Exception {
        try (RawZookeeper alice = new RawZookeeper(server.address()).login("alice:a");
                LogRecorder log = new LogRecorder(ZookeeperRegistryCenter.class)) {
            alice.create("/alice", ZooDefs.Ids.CREATOR_ALL_ACL);
            ZookeeperConfiguration configuration = new ZookeeperConfiguration(server.address(), "alice/app");
            configuration.setConnectionTimeoutMilliseconds(500);
            Peer peer = new Peer(new ZookeeperRegistryCenter(configuration));
            peers.add(peer);
            await().atMost(PATIENCE).until(() -> !log.messages(Level.WARN).isEmpty());
            assertThat(log.messages(Level.WARN).get(0)).contains("/alice/app", "NOAUTH");
            assertThat(peer.news()).isEmpty();
        }
    }

    @Test
    void ownNodes_arePersistentAndNoContainers_andLieOutsideTheTree() throws Exception {
        Peer peer = join(server.address(), 10_000);
        String own = "/_rota:" + namespace.replace('/', ':');
        try (RawZookeeper raw = new RawZookeeper(server.address())) {
            for (String path : List.of("/faults", "/" + namespace, own)) {
                assertThat(raw.stat(path).getEphemeralOwner()).as(path).isZero();
            }
            assertThat(server.containers()).containsExactly("containers");
            assertThat(peer.children("/").names()).isEmpty();
            assertThat(raw.children(own)).containsExactly(peer.session().id());
            peer.close();
            assertThat(raw.children(own)).isEmpty();
            assertThat(raw.exists("/" + namespace)).isTrue();
        }
    }

    @Test
    void emptyNamespaceBelowAPath_theTreeBeginsThere() throws Exception {
        String chroot = "/chroot-" + NAMESPACES.incrementAndGet();
        try (RawZookeeper raw = new RawZookeeper(server.address())) {
            raw.create(chroot);
            ZookeeperConfiguration configuration = new ZookeeperConfiguration(server.address() + chroot, "");
            Peer peer = join(configuration);
            Peer.Watched watched = peer.watch("/");
            watched.awaitCall("resync");
            peer.commit(new Transaction().create("/job", ""));
            watched.awaitCall("/job");
            assertThat(peer.heartbeat().alive()).isTrue();
            peer.commit(new Transaction().create("/job/x", ""));
            watched.awaitCall("/job/x");
            assertThat(watched.calls()).containsExactly("resync", "/job", "/job/x");
            assertThat(peer.children("/").names()).containsExactly("job");
            assertThat(raw.children(chroot)).containsExactlyInAnyOrder("job", "_rota");
        }
    }

    @Test
    void emptyNamespace_hidesZookeepersOwnNode() {
        Peer peer = join(new ZookeeperConfiguration(server.address(), ""));
        assertThat(peer.children("/").names()).contains("faults").doesNotContain("zookeeper", "_rota");
    }

    @Test
    void sessionNodeDeleted_theNextHeartbeatMakesItAgain() throws Exception {
        Peer peer = join(server.address(), 10_000);
        String own = "/_rota:" + namespace.replace('/', ':');
        try (RawZookeeper raw = new RawZookeeper(server.address())) {
            raw.deleteTree(own);
            assertThat(peer.heartbeat().alive()).isTrue();
            assertThat(raw.children(own)).containsExactly(peer.session().id());
        }
        assertThat(peer.news()).containsExactly("opened");
    }

    @Test
    void wholeTreeDeleted_theRootComesBackWithTheNextNode() throws Exception {
        Peer peer = join(server.address(), 10_000);
        try (RawZookeeper raw = new RawZookeeper(server.address())) {
            raw.deleteTree("/" + namespace);
        }
        assertThat(peer.commit(new Transaction().create("/job", "")).reason()).isEqualTo(Reason.NO_NODE);
        await().atMost(PATIENCE)
                .until(() -> peer.commit(new Transaction().create("/job", "")).status() == Status.COMMITTED);
    }

    @Test
    void tooLargeTransaction_isRefusedAndTheConnectionStays() {
        Peer peer = join(server.address(), 10_000);
        CommitResult tooLarge =
                peer.commit(new Transaction().create("/a", "x".repeat(600_000)).create("/b", "y".repeat(600_000)));
        assertThat(tooLarge.status()).isEqualTo(Status.CONFLICT);
        assertThat(tooLarge.reason()).isEqualTo(Reason.REFUSED);
        assertThat(tooLarge.failedOp()).isEqualTo(1);
        assertThat(tooLarge.trouble()).contains("jute.maxbuffer", "/b");
        assertThat(peer.commit(new Transaction().create("/a", "x".repeat(1_048_000)))
                        .status())
                .isEqualTo(Status.COMMITTED);
        assertThat(peer.text("/a")).hasSize(1_048_000);
        assertThat(peer.news()).containsExactly("opened");
    }

    @Test
    void invalidPaths_areErrorsOfTheCaller() {
        Peer peer = join(server.address(), 10_000);
        assertThatThrownBy(() -> peer.read("no-slash")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> peer.children("/a/")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> peer.watch("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> peer.commit(new Transaction().create("/a", "").create("/a//b", "")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(peer.children("/").names()).isEmpty();
    }

    // ---- the end

    @Test
    void secondScheduler_isRefused() {
        Peer peer = join(server.address(), 10_000);
        assertThatThrownBy(() -> peer.center().connect(peer, Runnable::run))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("one center for each scheduler");
    }

    enum Ending {
        SERVER_THERE(proxy -> {}),
        SERVER_REFUSES(FaultProxy::refuse),
        SERVER_SILENT(FaultProxy::blackhole);

        private final Consumer<FaultProxy> fault;

        Ending(Consumer<FaultProxy> fault) {
            this.fault = fault;
        }
    }

    @ParameterizedTest
    @EnumSource
    void close_returnsSoonAndLeavesNoThread(Ending ending) {
        ZookeeperConfiguration configuration = configuration(proxy.address(), 10_000);
        configuration.setEnsembleTracker(true);
        Peer peer = join(configuration);
        assertThat(ours()).isNotEmpty().allMatch(Thread::isDaemon);
        peer.heartbeat();
        ending.fault.accept(proxy);
        long begun = System.nanoTime();
        peer.center().close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(6));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(peer.news()).startsWith("opened").endsWith("lost"));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(ours()).isEmpty());
    }

    @Test
    void close_beforeAnyServerAnswered_returnsAtOnce() {
        ZookeeperRegistryCenter center =
                new ZookeeperRegistryCenter(configuration("127.0.0.1:" + ZooKeeperProcess.freePort(), SESSION_MILLIS));
        center.init();
        long begun = System.nanoTime();
        center.close();
        center.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(ours()).isEmpty());
        assertThatThrownBy(center::init).isInstanceOf(IllegalStateException.class);
    }

    private static List<Thread> ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("rota-zookeeper")
                        || thread.getName().startsWith("Curator")
                        || thread.getName().contains("EnsembleTracker"))
                .toList();
    }

    private ZookeeperConfiguration configuration(String address, int sessionMillis) {
        return configuration(address, sessionMillis, namespace);
    }

    private static ZookeeperConfiguration configuration(String address, int sessionMillis, String namespace) {
        ZookeeperConfiguration configuration = new ZookeeperConfiguration(address, namespace);
        configuration.setSessionTimeoutMilliseconds(sessionMillis);
        configuration.setConnectionTimeoutMilliseconds(2_000);
        configuration.setBaseSleepTimeMilliseconds(100);
        configuration.setMaxSleepTimeMilliseconds(500);
        return configuration;
    }

    private Peer join(String address, int sessionMillis) {
        return join(configuration(address, sessionMillis));
    }

    private Peer join(ZookeeperConfiguration configuration) {
        Peer peer = Peer.joined(new ZookeeperRegistryCenter(configuration));
        peers.add(peer);
        return peer;
    }
}
